/** Vectors made ready for exact cosine search. */
export interface NeighbourIndex {
  rows: number;
  size: number;
  /** Mean of the training rows, [size]: without it every cosine between passages is near 1. */
  centre: Float64Array;
  /** Centred and scaled to length 1, [rows, size]; a row at the centre stays zero. */
  unit: Float32Array;
}

export interface Neighbour {
  row: number;
  /** Cosine of the centred vectors, -1 to 1. */
  similarity: number;
}

/** `vectors` is [rows, size]; `centreRows` are the rows whose mean is the centre (the training chunks). */
export function buildNeighbourIndex(
  vectors: Float32Array,
  size: number,
  centreRows: ArrayLike<number>,
): NeighbourIndex {
  const rows = vectors.length / size;
  const centre = new Float64Array(size);
  for (let i = 0; i < centreRows.length; i++)
    for (let d = 0; d < size; d++) centre[d]! += vectors[centreRows[i]! * size + d]! / centreRows.length;
  const unit = new Float32Array(vectors.length);
  for (let row = 0; row < rows; row++)
    unit.set(unitVector(vectors.subarray(row * size, (row + 1) * size), centre), row * size);
  return { rows, size, centre, unit };
}

/**
 * The `count` rows most similar to `query` (a raw vector, [size]), most similar first, ties by row. `conflicts(row,
 * taken)` keeps a row out beside one already taken (overlapping passages say the same twice), `skip(row)` altogether.
 */
export function nearestRows(
  index: NeighbourIndex,
  query: ArrayLike<number>,
  count: number,
  rules: { skip?(row: number): boolean; conflicts?(row: number, taken: number): boolean } = {},
): Neighbour[] {
  const unit = unitVector(query, index.centre);
  const similarities = new Float64Array(index.rows);
  for (let row = 0, i = 0; row < index.rows; row++) {
    let dot = 0;
    for (let d = 0; d < index.size; d++) dot += index.unit[i++]! * unit[d]!;
    similarities[row] = rules.skip?.(row) ? -Infinity : dot;
  }
  const found: Neighbour[] = [];
  while (found.length < count) {
    let best = -1;
    for (let row = 0; row < index.rows; row++)
      if (similarities[row]! > (best < 0 ? -Infinity : similarities[best]!)) best = row;
    if (best < 0) break;
    const similarity = Math.max(-1, Math.min(1, similarities[best]!));
    similarities[best] = -Infinity;
    if (found.every(({ row }) => !rules.conflicts?.(best, row))) found.push({ row: best, similarity });
  }
  return found;
}

function unitVector(vector: ArrayLike<number>, centre: Float64Array): Float64Array {
  const unit = Float64Array.from(centre, (c, d) => vector[d]! - c);
  const norm = Math.hypot(...unit);
  return norm > 1e-12 ? unit.map((x) => x / norm) : unit.fill(0);
}

/** What places a chunk in its poem. */
export interface ChunkPlace {
  poem: number;
  indexInPoem: number;
  /** Token span in the poem, end exclusive. */
  tokenStart: number;
  tokenEnd: number;
}

/** Whether two chunks share tokens (a chunk overlaps itself). */
export function overlap(a: ChunkPlace, b: ChunkPlace): boolean {
  return a.poem === b.poem && a.tokenStart < b.tokenEnd && b.tokenStart < a.tokenEnd;
}
