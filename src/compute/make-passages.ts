import path from 'node:path';
import type { ChunkErrors } from '../analysis/encode.ts';
import { fitPassageSpace, planeOf, pointsOf } from '../analysis/passage-space.ts';
import type { SplitName } from '../corpus/types.ts';
import { splitNames, type Comparison, type PassagePoem } from '../passages/passage-table.ts';
import type { PassageContent } from '../passages/stored-passages.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';
import { chunksOfPart } from './held-out-part.ts';

/** What a passage table is made of. */
export interface PassageSource {
  chunks: readonly StoredChunk[];
  /** [chunks, size] */
  bottleneck: Float32Array;
  size: number;
  errors: ChunkErrors;
  /** Of the files as they were when trained on; those that are missing count as changed. */
  lineHashes: ReadonlyMap<string, Int32Array>;
  /** Absolute paths. */
  run: string;
  root: string;
}

const longestOpening = 90;

/** The passage table of a run. */
export function makePassages(source: PassageSource, comparison: Comparison): PassageContent {
  const { chunks, bottleneck, size, errors } = source;
  const train = trainingRows(chunks.map(({ split }) => split));
  const space = fitPassageSpace(bottleneck, size, train, comparison);
  const whole = (value: (chunk: StoredChunk) => number): Int32Array => Int32Array.from(chunks, value);
  return {
    space,
    points: pointsOf(space, bottleneck),
    ...planeOf(bottleneck, size, train),
    poems: poemsOf(chunks),
    tokenStart: whole(({ tokenStart }) => tokenStart),
    tokenEnd: whole(({ tokenEnd }) => tokenEnd),
    startLine: whole(({ range }) => range.start.line),
    startCharacter: whole(({ range }) => range.start.character),
    endLine: whole(({ range }) => range.end.line),
    endCharacter: whole(({ range }) => range.end.character),
    split: Uint8Array.from(chunks, ({ split }) => splitNames.indexOf(split)),
    cosine: errors.cosine,
    mse: errors.mse,
    lineHashes: source.lineHashes,
    rootFromRun: path.relative(source.run, source.root).split(path.sep).join('/'),
    openings: openingsOf(chunks),
  };
}

/** The training chunks; where there are none, all. */
export function trainingRows(splits: readonly SplitName[]): Int32Array {
  const train = chunksOfPart(splits, 'train');
  return train.length > 0 ? train : Int32Array.from(splits.keys());
}

function poemsOf(chunks: readonly StoredChunk[]): PassagePoem[] {
  const poems: PassagePoem[] = [];
  let last = -1;
  chunks.forEach(({ poem, file, title, author }, firstRow) => {
    if (poem !== last) poems.push({ file, title, author, firstRow, rows: 0 });
    last = poem;
    poems.at(-1)!.rows++;
  });
  return poems;
}

function* openingsOf(chunks: readonly StoredChunk[]): Generator<string> {
  for (const { text } of chunks) yield openingOf(text);
}

/** The first words of a passage, its lines joined by " / ". */
export function openingOf(text: string): string {
  // A line may be as long as a book.
  const line = text
    .slice(0, 4 * longestOpening)
    .trim()
    .replace(/\s*[\r\n]\s*/g, ' / ')
    .replace(/\s+/g, ' ');
  const characters = [...line];
  if (characters.length <= longestOpening && text.length <= 4 * longestOpening) return line;
  const start = characters.slice(0, longestOpening).join('');
  return `${start.replace(/[\s/]+\S*$/u, '').replace(/[.,;:–—-]+$/u, '') || start}…`;
}
