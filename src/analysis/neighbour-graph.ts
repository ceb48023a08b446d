import type { NearestRows } from './nearest-rows.ts';

/** Links between rows and their weights, each link at both its ends: those of row i from starts[i] to starts[i + 1]. */
export interface NeighbourGraph {
  starts: Int32Array;
  others: Int32Array;
  weights: Float64Array;
}

/**
 * The graph in which two rows are linked where either is among the nearest of the other. `weights`, [rows, count], are
 * those of each row's nearest; `join` makes the weight of a link from those of both ends, 0 where one has none.
 */
export function neighbourGraph(
  { rows: nearest, count }: NearestRows,
  weights: Float64Array,
  join: (a: number, b: number) => number,
): NeighbourGraph {
  const rows = count > 0 ? nearest.length / count : 0;
  // Room for every link at both its ends; where each is among the nearest of the other, it is entered twice and joined.
  const room = new Int32Array(rows + 1);
  for (let i = 0; i < rows; i++) room[i + 1]! += count;
  for (const j of nearest) room[j + 1]!++;
  for (let i = 0; i < rows; i++) room[i + 1]! += room[i]!;
  const others = new Int32Array(room[rows]!);
  const raw = new Float64Array(room[rows]!);
  const filled = room.slice(0, rows);
  const enter = (from: number, to: number, weight: number): void => {
    const at = filled[from]!++;
    others[at] = to;
    raw[at] = weight;
  };
  for (let i = 0; i < rows; i++) for (let k = i * count; k < (i + 1) * count; k++) enter(i, nearest[k]!, weights[k]!);
  for (let i = 0; i < rows; i++) for (let k = i * count; k < (i + 1) * count; k++) enter(nearest[k]!, i, weights[k]!);

  const starts = new Int32Array(rows + 1);
  const placeOf = new Int32Array(rows).fill(-1);
  const theirs = new Float64Array(room[rows]!);
  let end = 0;
  for (let i = 0; i < rows; i++) {
    const begin = end;
    for (let at = room[i]!; at < room[i + 1]!; at++) {
      const j = others[at]!;
      const twin = placeOf[j]!;
      if (twin >= begin) theirs[twin] = raw[at]!;
      else {
        placeOf[j] = end;
        others[end] = j;
        // What is moved to the front stands at or after its new place, so that nothing is lost.
        raw[end++] = raw[at]!;
      }
    }
    starts[i + 1] = end;
  }
  const joined = Float64Array.from({ length: end }, (_, at) => join(raw[at]!, theirs[at]!));
  return { starts, others: others.slice(0, end), weights: joined };
}
