import { count, listOf, oneOf, text, wrongField, type JsonShape } from './json-shape.ts';

/** A zero-based line and UTF-16 character. */
interface Position {
  line: number;
  character: number;
}

/** A chunk as a run remembers it, a line of `chunks.jsonl`: enough to show it without the poem files. */
export interface StoredChunk {
  /** Its line, counted from 0, and its row among the bottleneck vectors. */
  index: number;
  poem: number;
  /** Path below the corpus folder, with forward slashes. */
  file: string;
  title: string;
  author: string;
  indexInPoem: number;
  chunksInPoem: number;
  /** Tokens shared with the chunk before and after. */
  overlapPrevious: number;
  overlapNext: number;
  /** Token span in the poem, end exclusive. */
  tokenStart: number;
  tokenEnd: number;
  range: { start: Position; end: Position };
  split: 'train' | 'validation' | 'test';
  /** Ids in the run's vocabulary. */
  tokens: number[];
  /** The passage as it stands in the file. */
  text: string;
}

const position: JsonShape = { line: count, character: count };

const shape: JsonShape = {
  index: count,
  poem: count,
  file: text,
  title: text,
  author: text,
  indexInPoem: count,
  chunksInPoem: count,
  overlapPrevious: count,
  overlapNext: count,
  tokenStart: count,
  tokenEnd: count,
  range: { start: position, end: position },
  split: oneOf('train', 'validation', 'test'),
  tokens: listOf(count),
  text,
};

/** Reads a line. Throws an Error that says which field is wrong. */
export function parseChunk(line: string, index: number, vocabulary: number): StoredChunk {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`line ${index + 1} is not JSON`);
  }
  const wrong = wrongField(value, shape);
  if (wrong !== undefined) throw new Error(`line ${index + 1} has no valid "${wrong}"`);
  const chunk = value as StoredChunk;
  if (chunk.index !== index) throw new Error(`line ${index + 1} holds chunk ${chunk.index}, not ${index}`);
  if (chunk.tokens.some((id) => id >= vocabulary))
    throw new Error(`line ${index + 1} holds a token past the vocabulary`);
  return chunk;
}
