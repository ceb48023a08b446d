import type { TypedTensor } from '../model/safetensors.ts';
import {
  splitNames,
  type Comparison,
  type PassageColumns,
  type PassagePoem,
  type PassageSpace,
  type PassageTable,
} from './passage-table.ts';

/** The file of a run that holds its passage table. */
export const passagesFile = 'passages.safetensors';

/** What a table is made of. */
export interface PassageContent extends PassageColumns {
  space: PassageSpace;
  points: Float32Array;
  plane: Float32Array;
  planeVariance: readonly [number, number];
  poems: readonly PassagePoem[];
  lineHashes: ReadonlyMap<string, Int32Array>;
  rootFromRun: string;
  /** First words of each row. */
  openings: Iterable<string>;
}

/** The small rest of the table, as JSON in a tensor of bytes. */
interface About extends Comparison {
  planeVariance: [number, number];
  rootFromRun: string;
  /** [file, title, author, rows] */
  poems: [string, string, string, number][];
  /** Files whose line hashes follow one another in `lines`: [file, number of lines]. */
  documents: [string, number][];
}

const integerColumns = ['tokenStart', 'tokenEnd', 'startLine', 'startCharacter', 'endLine', 'endCharacter'] as const;
const realColumns = ['cosine', 'mse'] as const;

/** The tensors that hold a table. */
export function passageTensors(content: PassageContent): Map<string, TypedTensor> {
  const { space, points } = content;
  const size = space.centre.length;
  const rows = points.length / size;
  const openings = packTexts(content.openings, rows);
  const documents = [...content.lineHashes];
  const lines = new Int32Array(documents.reduce((sum, [, hashes]) => sum + hashes.length, 0));
  documents.reduce((at, [, hashes]) => (lines.set(hashes, at), at + hashes.length), 0);
  const about: About = {
    measure: space.measure,
    whitened: space.whitened,
    planeVariance: [...content.planeVariance],
    rootFromRun: content.rootFromRun,
    poems: content.poems.map(({ file, title, author, rows: count }) => [file, title, author, count]),
    documents: documents.map(([file, hashes]) => [file, hashes.length]),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(about));
  const real = (data: Float32Array, ...shape: number[]): TypedTensor => ({ dtype: 'F32', shape, data });
  const whole = (data: Int32Array): TypedTensor => ({ dtype: 'I32', shape: [data.length], data });
  const raw = (data: Uint8Array): TypedTensor => ({ dtype: 'U8', shape: [data.length], data });
  return new Map([
    ['points', real(points, rows, size)],
    ['plane', real(content.plane, rows, 2)],
    ['centre', real(space.centre, size)],
    ...(space.transform ? [['transform', real(space.transform, size, size)] as const] : []),
    ...integerColumns.map((name) => [name, whole(content[name])] as const),
    ...realColumns.map((name) => [name, real(content[name], rows)] as const),
    ['split', raw(content.split)],
    ['openingStarts', whole(openings.starts)],
    ['openings', raw(openings.bytes)],
    ['lines', whole(lines)],
    ['about', raw(bytes)],
  ]);
}

/** Reads a table. Nothing in it is trusted: throws an Error that says what is wrong. */
export function readPassages(tensors: ReadonlyMap<string, TypedTensor>, rows: number, size: number): PassageTable {
  const take = <T extends TypedTensor['dtype']>(name: string, dtype: T, length?: number) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype) throw new Error(`the tensor ${name} is missing or of another type`);
    if (length !== undefined && tensor.data.length !== length)
      throw new Error(`the tensor ${name} has ${tensor.data.length} numbers, not ${length}`);
    return tensor.data as Extract<TypedTensor, { dtype: T }>['data'];
  };
  const reals = (name: string, length: number): Float32Array => {
    const data = take(name, 'F32', length);
    if (!data.every(Number.isFinite)) throw new Error(`the tensor ${name} holds a number that is not finite`);
    return data;
  };
  const about = readAbout(take('about', 'U8'));
  const columns = {
    ...Object.fromEntries(integerColumns.map((name) => [name, take(name, 'I32', rows)])),
    ...Object.fromEntries(realColumns.map((name) => [name, reals(name, rows)])),
    split: take('split', 'U8', rows),
  } as unknown as PassageColumns;
  if (columns.split.some((part) => part >= splitNames.length)) throw new Error('the tensor split names no part');
  const transform = about.whitened ? reals('transform', size * size) : undefined;
  const poems = placePoems(about.poems, rows);
  return {
    rows,
    size,
    ...columns,
    space: {
      measure: about.measure,
      whitened: about.whitened,
      centre: reals('centre', size),
      ...(transform && { transform }),
    },
    points: reals('points', rows * size),
    plane: reals('plane', rows * 2),
    planeVariance: about.planeVariance,
    poems,
    poemOf: poemOfRows(poems, rows),
    poemsOfFile: groupByFile(poems),
    lineHashes: splitLines(about.documents, take('lines', 'I32')),
    rootFromRun: about.rootFromRun,
    opening: unpackTexts(take('openingStarts', 'I32', rows + 1), take('openings', 'U8')),
  };
}

function readAbout(bytes: Uint8Array): About {
  let value: Partial<About> | null;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<About> | null;
  } catch {
    throw new Error('the tensor about does not hold JSON');
  }
  const isCount = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) >= 0;
  const isPoem = (poem: unknown): boolean =>
    Array.isArray(poem) && poem.slice(0, 3).every((text) => typeof text === 'string') && isCount(poem[3]);
  const isDocument = (document: unknown): boolean =>
    Array.isArray(document) && typeof document[0] === 'string' && isCount(document[1]);
  const sound =
    value !== null &&
    typeof value === 'object' &&
    ['cosine', 'euclidean'].includes(String(value.measure)) &&
    typeof value.whitened === 'boolean' &&
    typeof value.rootFromRun === 'string' &&
    Array.isArray(value.planeVariance) &&
    value.planeVariance.length === 2 &&
    value.planeVariance.every(Number.isFinite) &&
    Array.isArray(value.poems) &&
    value.poems.every(isPoem) &&
    Array.isArray(value.documents) &&
    value.documents.every(isDocument);
  if (!sound) throw new Error('the tensor about is not what it should be');
  return value as About;
}

function placePoems(stored: About['poems'], rows: number): PassagePoem[] {
  let firstRow = 0;
  const poems = stored.map(([file, title, author, count]) => {
    const poem = { file, title, author, firstRow, rows: count };
    firstRow += count;
    return poem;
  });
  if (firstRow !== rows) throw new Error(`its poems have ${firstRow} passages in all, not ${rows}`);
  return poems;
}

function poemOfRows(poems: readonly PassagePoem[], rows: number): Int32Array {
  const poemOf = new Int32Array(rows);
  poems.forEach(({ firstRow, rows: count }, poem) => poemOf.fill(poem, firstRow, firstRow + count));
  return poemOf;
}

function groupByFile(poems: readonly PassagePoem[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  poems.forEach(({ file }, poem) => {
    const group = groups.get(file);
    if (group) group.push(poem);
    else groups.set(file, [poem]);
  });
  return groups;
}

function splitLines(documents: About['documents'], lines: Int32Array): Map<string, Int32Array> {
  let at = 0;
  const map = new Map(documents.map(([file, count]) => [file, lines.subarray(at, (at += count))]));
  if (at !== lines.length) throw new Error(`the tensor lines has ${lines.length} numbers, not ${at}`);
  return map;
}

function packTexts(texts: Iterable<string>, rows: number): { starts: Int32Array; bytes: Uint8Array } {
  const starts = new Int32Array(rows + 1);
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let length = 0;
  let row = 0;
  for (const text of texts) {
    const part = encoder.encode(text);
    parts.push(part);
    length += part.length;
    starts[++row] = length;
  }
  const bytes = new Uint8Array(length);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return { starts, bytes };
}

function unpackTexts(starts: Int32Array, bytes: Uint8Array): (row: number) => string {
  if (starts.some((start, i) => start < (starts[i - 1] ?? 0)) || starts.at(-1) !== bytes.length)
    throw new Error('the tensor openings does not hold the texts that openingStarts says');
  const decoder = new TextDecoder();
  return (row) => decoder.decode(bytes.subarray(starts[row], starts[row + 1]));
}
