import { matrixProduct } from '../engine/wasm/matrix.ts';
import { buildNeighbourIndex, overlap, type ChunkPlace } from './neighbours.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** How much of the poems' kinship a representation keeps, for held-out chunks searched among all chunks. */
export interface NeighbourMeasure {
  /** Share of the 5 nearest that are of the same poem; chunks that overlap the asked one are left out. */
  samePoemAt5: number;
  /** Share of chunks that have the chunk before or after them among their 5 nearest, none left out. */
  adjacentIn5: number;
}

export interface NeighbourMeasures {
  /** Held-out chunks asked about: those whose poem holds a chunk that does not overlap them. */
  queries: number;
  /** What drawing at random gives. */
  chance: NeighbourMeasure;
  bottleneck: NeighbourMeasure;
  /** Coordinates on the flattened chunk's principal components. */
  pca: NeighbourMeasure;
  /** Mean-pooled word vectors, all their dimensions. */
  meanPooled: NeighbourMeasure;
}

const top = 5;
const queryRows = 128;

/** Held-out chunks whose poem holds a chunk that does not overlap them: the others have nothing to find. */
export function answerableQueries(places: readonly ChunkPlace[], heldOut: ArrayLike<number>): Int32Array {
  const poems = chunksByPoem(places);
  const answerable = (chunk: number): boolean =>
    poems.get(places[chunk]!.poem)!.some((other) => !overlap(places[other]!, places[chunk]!));
  return Int32Array.from(Array.from(heldOut).filter(answerable));
}

/** The measure of drawing neighbours at random. */
export function measureChance(places: readonly ChunkPlace[], queries: Int32Array): NeighbourMeasure {
  const poems = chunksByPoem(places);
  const result = { samePoemAt5: 0, adjacentIn5: 0 };
  for (const query of queries) {
    const place = places[query]!;
    const poem = poems.get(place.poem)!;
    const overlapping = poem.filter((chunk) => overlap(places[chunk]!, place)).length;
    result.samePoemAt5 += (poem.length - overlapping) / (places.length - overlapping) / queries.length;
    const adjacent = poem.filter((chunk) => Math.abs(places[chunk]!.indexInPoem - place.indexInPoem) === 1).length;
    const others = places.length - 1;
    let missed = 1;
    for (let draw = 0; draw < Math.min(top, others); draw++) missed *= 1 - adjacent / (others - draw);
    result.adjacentIn5 += (1 - missed) / queries.length;
  }
  return result;
}

/** The measure of `vectors`, [chunks, size], by exact cosine search around the mean of the training chunks. */
export async function measureNeighbours(
  places: readonly ChunkPlace[],
  vectors: Float32Array,
  size: number,
  queries: Int32Array,
  trainChunks: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<NeighbourMeasure> {
  const { unit, rows } = buildNeighbourIndex(vectors, size, trainChunks);
  const result = { samePoemAt5: 0, adjacentIn5: 0 };
  for (let from = 0; from < queries.length; from += queryRows) {
    const asked = queries.subarray(from, from + queryRows);
    const questions = new Float32Array(asked.length * size);
    asked.forEach((chunk, i) => questions.set(unit.subarray(chunk * size, (chunk + 1) * size), i * size));
    const similarities = await matrixProduct(questions, asked.length, size, unit, size, { transposeB: true });
    asked.forEach((query, i) => {
      const place = places[query]!;
      const row = similarities.subarray(i * rows, (i + 1) * rows);
      row[query] = -Infinity;
      const near = topRows(row);
      const isAdjacent = (chunk: number): boolean =>
        places[chunk]!.poem === place.poem && Math.abs(places[chunk]!.indexInPoem - place.indexInPoem) === 1;
      if (near.some(isAdjacent)) result.adjacentIn5 += 1 / queries.length;
      // Overlapping chunks stand close together in their poem's run of chunks.
      for (let c = query - 1; c >= 0 && overlap(places[c]!, place); c--) row[c] = -Infinity;
      for (let c = query + 1; c < rows && overlap(places[c]!, place); c++) row[c] = -Infinity;
      const same = topRows(row).filter((chunk) => places[chunk]!.poem === place.poem).length;
      result.samePoemAt5 += same / top / queries.length;
    });
    await yieldToEvents(signal);
  }
  return result;
}

/** Rows of the 5 largest values, ties by row; -Infinity never counts. */
function topRows(values: Float32Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value === -Infinity || (rows.length === top && value <= values[rows[top - 1]!]!)) continue;
    let place = rows.length;
    while (place > 0 && values[rows[place - 1]!]! < value) place--;
    rows.splice(place, 0, row);
    if (rows.length > top) rows.pop();
  }
  return rows;
}

function chunksByPoem(places: readonly ChunkPlace[]): Map<number, number[]> {
  const poems = new Map<number, number[]>();
  places.forEach(({ poem }, chunk) => {
    const list = poems.get(poem);
    if (list) list.push(chunk);
    else poems.set(poem, [chunk]);
  });
  return poems;
}
