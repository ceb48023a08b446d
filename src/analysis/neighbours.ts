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
  const one = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < size; d++) one[d] = vectors[row * size + d]!;
    makeUnit(one, centre);
    unit.set(one, row * size);
  }
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
  const unit = Float64Array.from(query);
  makeUnit(unit, index.centre);
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

/** Takes the centre off a vector and scales it to length 1; one at the centre becomes zero. */
function makeUnit(vector: Float64Array, centre: Float64Array): void {
  let square = 0;
  for (let d = 0; d < vector.length; d++) {
    vector[d]! -= centre[d]!;
    square += vector[d]! * vector[d]!;
  }
  const norm = Math.sqrt(square);
  if (norm > 1e-12) for (let d = 0; d < vector.length; d++) vector[d]! /= norm;
  else vector.fill(0);
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
