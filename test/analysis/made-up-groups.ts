import { createRandom } from '../../src/corpus/random.ts';

/** Rows around `groups` centres far from one another, [rows, size], in turn: row i belongs to group i % groups. */
export function madeUpGroups(groups: number, inGroup: number, size = 6, spread = 0.3): Float32Array {
  const random = createRandom(7);
  const centres = Float32Array.from({ length: groups * size }, () => 2 * random.normal());
  const points = new Float32Array(groups * inGroup * size);
  for (let row = 0; row < groups * inGroup; row++)
    for (let d = 0; d < size; d++)
      points[row * size + d] = centres[(row % groups) * size + d]! + spread * random.normal();
  return points;
}

/** The first two numbers of each row, [rows, 2]: a start for layouts. */
export function firstTwo(points: Float32Array, size: number): Float32Array {
  return Float32Array.from({ length: (points.length / size) * 2 }, (_, i) => points[(i >> 1) * size + (i & 1)]!);
}

/** Share of rows whose nearest row on the plane is of their own group. */
export function shareWithOwn(plane: ArrayLike<number>, groups: number): number {
  const rows = plane.length / 2;
  let own = 0;
  for (let i = 0; i < rows; i++) {
    let [best, least] = [-1, Infinity];
    for (let j = 0; j < rows; j++) {
      const squared = (plane[i * 2]! - plane[j * 2]!) ** 2 + (plane[i * 2 + 1]! - plane[j * 2 + 1]!) ** 2;
      if (j !== i && squared < least) [best, least] = [j, squared];
    }
    if (best % groups === i % groups) own++;
  }
  return own / rows;
}
