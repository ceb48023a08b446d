/** A tree over points of the plane whose cells stand for the points in them (Barnes and Hut 1986). */
export interface QuadTree {
  /**
   * Adds to `forces`, [points, 2], the sum of q^2 (y_i - y_j) over all others, q = 1 / (1 + |y_i - y_j|^2), and gives the
   * sum of all q. A cell counts as one point where its width is under `theta` times its distance.
   */
  repulsion(theta: number, forces: Float64Array): number;
}

/** Equal points would be parted for ever. */
const deepest = 32;

/** Builds the tree of `points`, [count, 2]. Its cells lie in the order of a walk, each with where the walk goes on without its content. */
export function buildQuadTree(points: Float64Array): QuadTree {
  const count = points.length / 2;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let room = 2 * count + 16;
  let [x, y, mass, squaredWidth] = Array.from({ length: 4 }, () => new Float64Array(room)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let next = new Int32Array(room);
  let cells = 0;
  const grow = (): void => {
    room *= 2;
    const larger = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(room);
      made.set(old);
      return made;
    };
    [x, y, mass, squaredWidth] = [larger(x), larger(y), larger(mass), larger(squaredWidth)];
    const made = new Int32Array(room);
    made.set(next);
    next = made;
  };
  /** Moves the points of `order` from `from` to `to` whose coordinate is below `middle` to the front; gives where the others begin. */
  const part = (from: number, to: number, axis: 0 | 1, middle: number): number => {
    let [low, high] = [from, to - 1];
    while (low <= high) {
      const point = order[low]!;
      if (points[point * 2 + axis]! < middle) low++;
      else {
        order[low] = order[high]!;
        order[high--] = point;
      }
    }
    return low;
  };
  const build = (from: number, to: number, left: number, low: number, width: number, depth: number): void => {
    if (to === from) return;
    if (cells === room) grow();
    const cell = cells++;
    let [sumX, sumY] = [0, 0];
    for (let i = from; i < to; i++) {
      sumX += points[order[i]! * 2]!;
      sumY += points[order[i]! * 2 + 1]!;
    }
    mass[cell] = to - from;
    x[cell] = sumX / (to - from);
    y[cell] = sumY / (to - from);
    const whole = to - from === 1 || depth === deepest;
    squaredWidth[cell] = whole ? 0 : width * width;
    if (!whole) {
      const half = width / 2;
      const middle = part(from, to, 0, left + half);
      const [lower, upper] = [part(from, middle, 1, low + half), part(middle, to, 1, low + half)];
      build(from, lower, left, low, half, depth + 1);
      build(lower, middle, left, low + half, half, depth + 1);
      build(middle, upper, left + half, low, half, depth + 1);
      build(upper, to, left + half, low + half, half, depth + 1);
    }
    next[cell] = cells;
  };
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    low = Math.min(low, points[i + 1]!);
    high = Math.max(high, points[i + 1]!);
  }
  build(0, count, left, low, Math.max(right - left, high - low, Number.MIN_VALUE), 0);

  return {
    repulsion(theta, forces) {
      const squaredTheta = theta * theta;
      let total = 0;
      // In the order of the tree, so that neighbours walk the same cells one after another.
      for (let i = 0; i < count; i++) {
        const point = order[i]!;
        const [px, py] = [points[point * 2]!, points[point * 2 + 1]!];
        let [fx, fy] = [0, 0];
        for (let cell = 0; cell < cells;) {
          const dx = px - x[cell]!;
          const dy = py - y[cell]!;
          const squared = dx * dx + dy * dy;
          if (squaredWidth[cell]! < squaredTheta * squared || squaredWidth[cell] === 0) {
            const q = 1 / (1 + squared);
            const weight = mass[cell]! * q;
            total += weight;
            fx += weight * q * dx;
            fy += weight * q * dy;
            cell = next[cell]!;
          } else cell++;
        }
        forces[point * 2]! += fx;
        forces[point * 2 + 1]! += fy;
      }
      // Each point has met itself, with q = 1 and no force.
      return total - count;
    },
  };
}
