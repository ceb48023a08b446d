import type { SplitName } from '../corpus/types.ts';

/** How two passages are compared, by points made of their bottleneck vectors. */
export interface Comparison {
  /** Cosine of the angle seen from the centre, or the straight distance. */
  measure: 'cosine' | 'euclidean';
  /** All directions of the bottleneck brought to the same spread, so that none drowns the others. */
  whitened: boolean;
}

/** From a bottleneck vector to a point: off with the centre (the mean of the training passages), then the whitening. */
export interface PassageSpace extends Comparison {
  /** [size] */
  centre: Float32Array;
  /** Row-major [size, size], point = transform x (vector - centre); absent where nothing is whitened. */
  transform?: Float32Array;
}

/** A poem of the table, by its place in `PassageTable.poems`; its chunks are rows that follow one another. */
export interface PassagePoem {
  /** Path below the corpus folder, with forward slashes. */
  file: string;
  title: string;
  /** '' where it is not known. */
  author: string;
  firstRow: number;
  rows: number;
}

/** Numbers of every chunk, one array each, so that a million of them are quick to load and to search. Lines count from 0. */
export interface PassageColumns {
  /** Token span in the poem, end exclusive. */
  tokenStart: Int32Array;
  tokenEnd: Int32Array;
  startLine: Int32Array;
  startCharacter: Int32Array;
  endLine: Int32Array;
  endCharacter: Int32Array;
  /** Places in `splitNames`. */
  split: Uint8Array;
  /** Mean over its words of the reconstruction's cosine similarity, and of its squared error. */
  cosine: Float32Array;
  mse: Float32Array;
}

/**
 * What a run knows of its passages, compact enough to be kept in memory and asked while somebody reads. Row i is chunk i
 * of the run.
 */
export interface PassageTable extends PassageColumns {
  rows: number;
  /** Width of a bottleneck vector (Z). */
  size: number;
  space: PassageSpace;
  /** [rows, size]; of length 1 under the cosine measure (a passage at the centre: 0). */
  points: Float32Array;
  /** Coordinates on the first two principal components of the bottleneck, [rows, 2]. */
  plane: Float32Array;
  /** Shares of the bottleneck's variance along those two. */
  planeVariance: readonly [number, number];
  poems: readonly PassagePoem[];
  /** Poem of each row. */
  poemOf: Int32Array;
  /** Poems of each file, in the order of the file. */
  poemsOfFile: ReadonlyMap<string, readonly number[]>;
  /** Line hashes (corpus/document-lines.ts) of each file as it was when trained on; a file without them may have changed. */
  lineHashes: ReadonlyMap<string, Int32Array>;
  /** The corpus folder, seen from the run's folder, with forward slashes; finds the poems again where both have moved. */
  rootFromRun: string;
  /** The first words of a passage, its lines joined by " / ". */
  opening(row: number): string;
}

export const splitNames: readonly SplitName[] = ['train', 'validation', 'test'];

/** Whether two rows share tokens (a row overlaps itself). */
export function rowsOverlap(table: PassageTable, a: number, b: number): boolean {
  return (
    table.poemOf[a] === table.poemOf[b] &&
    table.tokenStart[a]! < table.tokenEnd[b]! &&
    table.tokenStart[b]! < table.tokenEnd[a]!
  );
}

/** Place of a row among its poem's chunks, from 0. */
export function indexInPoem(table: PassageTable, row: number): number {
  return row - table.poems[table.poemOf[row]!]!.firstRow;
}

/** The point of a bottleneck vector, [size]. */
export function pointOf({ measure, centre, transform }: PassageSpace, vector: ArrayLike<number>): Float32Array {
  const size = centre.length;
  const centred = Float64Array.from(centre, (c, d) => vector[d]! - c);
  const point = new Float64Array(size);
  if (transform)
    for (let i = 0; i < size; i++) for (let d = 0; d < size; d++) point[i]! += transform[i * size + d]! * centred[d]!;
  else point.set(centred);
  const length = measure === 'cosine' ? Math.hypot(...point) : 1;
  return Float32Array.from(point, (x) => (length > 1e-12 ? x / length : 0));
}
