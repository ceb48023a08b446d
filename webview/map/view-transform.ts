/** How the plane lies on the screen: x on screen = (x - centre) * scale + half the width; y grows upwards on the plane. */
export interface View {
  x: number;
  y: number;
  /** Pixels for each unit of the plane. */
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export function toScreen(view: View, { width, height }: Size, x: number, y: number): [number, number] {
  return [(x - view.x) * view.scale + width / 2, (view.y - y) * view.scale + height / 2];
}

export function toPlane(view: View, { width, height }: Size, x: number, y: number): [number, number] {
  return [(x - width / 2) / view.scale + view.x, view.y - (y - height / 2) / view.scale];
}

/** The view in which all of `points`, [rows, 2], are seen. */
export function viewOfAll(points: Float32Array, { width, height }: Size): View {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    low = Math.min(low, points[i + 1]!);
    high = Math.max(high, points[i + 1]!);
  }
  if (!(right >= left)) return { x: 0, y: 0, scale: 1 };
  const room = 0.92;
  const scale = room * Math.min(width / Math.max(right - left, 1e-9), height / Math.max(high - low, 1e-9));
  return { x: (left + right) / 2, y: (low + high) / 2, scale };
}

/** Zooms so that the place under a point of the screen stays there. */
export function zoomAt(view: View, size: Size, x: number, y: number, factor: number): View {
  const [planeX, planeY] = toPlane(view, size, x, y);
  const scale = view.scale * factor;
  return { x: planeX - (x - size.width / 2) / scale, y: planeY + (y - size.height / 2) / scale, scale };
}

/** The row whose point is nearest to a place on the plane, at most `reach` away; -1 where there is none. */
export function rowNear(points: Float32Array, x: number, y: number, reach: number): number {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < points.length; i += 2) {
    const distance = (points[i]! - x) ** 2 + (points[i + 1]! - y) ** 2;
    if (distance <= least) {
      least = distance;
      best = i / 2;
    }
  }
  return best;
}

/**
 * The row one gets to from a row by an arrow key: the nearest within 45 degrees of that direction (`dx`, `dy` on the
 * plane, one of them 0); -1 at the edge.
 */
export function rowTowards(points: Float32Array, row: number, dx: number, dy: number): number {
  const [fromX, fromY] = [points[row * 2]!, points[row * 2 + 1]!];
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]! - fromX, points[i + 1]! - fromY];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    const distance = x * x + y * y;
    if (along > 0 && across <= along && distance < least) {
      least = distance;
      best = i / 2;
    }
  }
  return best;
}
