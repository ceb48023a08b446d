/** Corners of an outline on the plane, x and y in turn. */
export type Outline = readonly number[];

/** The rows whose points, [rows, 2], lie inside an outline (its last corner is joined to its first), by the even-odd rule. */
export function rowsInside(points: Float32Array, outline: Outline): Int32Array {
  const corners = outline.length / 2;
  if (corners < 3) return new Int32Array(0);
  const xs = outline.filter((_, i) => i % 2 === 0);
  const ys = outline.filter((_, i) => i % 2 === 1);
  const [left, right, low, high] = [extreme(xs, -1), extreme(xs, 1), extreme(ys, -1), extreme(ys, 1)];
  const rows: number[] = [];
  for (let row = 0; row < points.length / 2; row++) {
    const [x, y] = [points[row * 2]!, points[row * 2 + 1]!];
    if (x < left || x > right || y < low || y > high) continue;
    let inside = false;
    for (let i = 0, j = corners - 1; i < corners; j = i++) {
      const [xi, yi, xj, yj] = [xs[i]!, ys[i]!, xs[j]!, ys[j]!];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    if (inside) rows.push(row);
  }
  return Int32Array.from(rows);
}

/** The outline of a box between two opposite corners. */
export function boxOutline(x1: number, y1: number, x2: number, y2: number): Outline {
  return [x1, y1, x2, y1, x2, y2, x1, y2];
}

/** The rows of both, ascending, each once. */
export function union(a: Int32Array, b: Int32Array): Int32Array {
  return Int32Array.from(new Set([...a, ...b])).sort();
}

function extreme(values: readonly number[], sign: 1 | -1): number {
  return sign * values.reduce((most, value) => Math.max(most, sign * value), -Infinity);
}
