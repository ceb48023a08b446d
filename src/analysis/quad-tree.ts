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
/** Points that are parted no further: they look for the cells that they meet together, which takes longer than to meet them. */
const together = 16;

/** Builds the tree of `points`, [count, 2]. Its cells lie in the order of a walk, each with where the walk goes on without its content. */
export function buildQuadTree(points: Float64Array): QuadTree {
  const count = points.length / 2;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let room = count + 16;
  let [x, y, squaredWidth] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
  /** The cell's points are those of `order` from `first` to `end`. */
  let [first, end, next] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
  const leaves: number[] = [];
  let cells = 0;
  const grow = (): void => {
    room *= 2;
    const larger = <A extends Float64Array | Int32Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    x = larger(new Float64Array(room), x);
    y = larger(new Float64Array(room), y);
    squaredWidth = larger(new Float64Array(room), squaredWidth);
    first = larger(new Int32Array(room), first);
    end = larger(new Int32Array(room), end);
    next = larger(new Int32Array(room), next);
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
    x[cell] = sumX / (to - from);
    y[cell] = sumY / (to - from);
    squaredWidth[cell] = width * width;
    first[cell] = from;
    end[cell] = to;
    if (to - from <= together || depth === deepest) leaves.push(cell);
    else {
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
      // What the points of a leaf meet: centres of cells, each with its number of points, and points.
      const [metX, metY, mass] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
      const meet = (leaf: number): number => {
        let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
        for (let i = first[leaf]!; i < end[leaf]!; i++) {
          const [px, py] = [points[order[i]! * 2]!, points[order[i]! * 2 + 1]!];
          minX = Math.min(minX, px);
          maxX = Math.max(maxX, px);
          minY = Math.min(minY, py);
          maxY = Math.max(maxY, py);
        }
        let met = 0;
        const [middleX, middleY, halfX, halfY] = [
          (minX + maxX) / 2,
          (minY + maxY) / 2,
          (maxX - minX) / 2,
          (maxY - minY) / 2,
        ];
        for (let cell = 0; cell < cells;) {
          // From the nearest place of the box of these points, so that it holds for each.
          const dx = Math.abs(x[cell]! - middleX) - halfX;
          const dy = Math.abs(y[cell]! - middleY) - halfY;
          const squared = (dx > 0 ? dx * dx : 0) + (dy > 0 ? dy * dy : 0);
          if (squaredWidth[cell]! < squaredTheta * squared) {
            metX[met] = x[cell]!;
            metY[met] = y[cell]!;
            mass[met++] = end[cell]! - first[cell]!;
            cell = next[cell]!;
          } else if (next[cell] === cell + 1) {
            for (let i = first[cell]!; i < end[cell]!; i++) {
              metX[met] = points[order[i]! * 2]!;
              metY[met] = points[order[i]! * 2 + 1]!;
              mass[met++] = 1;
            }
            cell++;
          } else cell++;
        }
        return met;
      };
      let total = 0;
      for (const leaf of leaves) {
        const met = meet(leaf);
        for (let i = first[leaf]!; i < end[leaf]!; i++) {
          const point = order[i]!;
          const [px, py] = [points[point * 2]!, points[point * 2 + 1]!];
          let [sum, fx, fy] = [0, 0, 0];
          for (let k = 0; k < met; k++) {
            const dx = px - metX[k]!;
            const dy = py - metY[k]!;
            const q = 1 / (1 + dx * dx + dy * dy);
            const weight = mass[k]! * q;
            sum += weight;
            fx += weight * q * dx;
            fy += weight * q * dy;
          }
          total += sum;
          forces[point * 2]! += fx;
          forces[point * 2 + 1]! += fy;
        }
      }
      // Each point has met itself, with q = 1 and no force.
      return total - count;
    },
  };
}
