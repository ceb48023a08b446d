import { open } from 'node:fs/promises';
import { parseDecimals, type Stop } from './decimal.ts';
import { mostNumbers } from './row-parser.ts';

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** So many of the first bytes are looked at to tell what a file is. */
const headBytes = 1 << 16;

/** What a file's first bytes say it is packed as. */
export async function isGzipFile(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const first = Buffer.alloc(4);
    const { bytesRead } = await handle.read(first, 0, 4, 0);
    if (bytesRead === 4 && first.readUInt32LE() === 0x04034b50) throw new Error('it is a zip archive: unpack it first');
    return bytesRead >= 2 && first[0] === 0x1f && first[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** Whether a file is neither packed nor binary. Throws an Error for what is no vector file. */
export async function isPlainText(file: string): Promise<boolean> {
  if (await isGzipFile(file)) return false;
  const handle = await open(file, 'r');
  try {
    const first = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(first, 0, headBytes, 0);
    return !isBinaryVectors(first.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Whether unpacked bytes, the file's first, are word2vec's binary format. Throws an Error for what is no vector file. */
export function isBinaryVectors(first: Uint8Array): boolean {
  const bytes = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, headBytes));
  if (bytes.length >= 4 && bytes.readUInt32LE() === 0x2f4f16ba)
    throw new Error("it is fastText's own binary format: use the .vec file beside it");
  const head = /^\d{1,9} (\d{1,9})\s*\n/.exec(bytes.toString('latin1', 0, 40));
  if (head && !isRowOfText(bytes, head[0].length, Number(head[1]))) {
    const wordEnd = bytes.indexOf(space, head[0].length);
    const numbersEnd = wordEnd + 1 + Number(head[1]) * 4;
    if (bytes.subarray(wordEnd + 1, numbersEnd).some((byte) => byte < tab || byte >= 0x7f)) return true;
  }
  if (bytes.includes(0)) throw new Error('it is a binary file of another kind');
  return false;
}

/** Whether a line that starts at `start` is a word and `count` decimal numbers. */
function isRowOfText(bytes: Buffer, start: number, count: number): boolean {
  const lineFeedAt = bytes.indexOf(lineFeed, start);
  const lineEnd = lineFeedAt < 0 ? bytes.length : lineFeedAt;
  const end = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
  const wordEnd = bytes.subarray(start, end).findIndex((byte) => byte === space || byte === tab);
  if (wordEnd < 0 || count > mostNumbers) return false;
  const stop: Stop = { at: 0 };
  return (
    parseDecimals(bytes, start + wordEnd, end, new Float32Array(count), 0, count, stop) === count && stop.at >= end
  );
}
