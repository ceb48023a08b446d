import { open } from 'node:fs/promises';

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

/** Whether unpacked bytes, the file's first, are word2vec's binary format. Throws an Error for what is no vector file. */
export function isBinaryVectors(first: Uint8Array): boolean {
  const bytes = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 1 << 16));
  if (bytes.length >= 4 && bytes.readUInt32LE() === 0x2f4f16ba)
    throw new Error("it is fastText's own binary format: use the .vec file beside it");
  const head = /^\d{1,9} (\d{1,9})\s*\n/.exec(bytes.toString('latin1', 0, 40));
  if (head) {
    const wordEnd = bytes.indexOf(0x20, head[0].length);
    const numbers =
      wordEnd < 0 ? bytes.subarray(head[0].length) : bytes.subarray(wordEnd + 1, wordEnd + 1 + Number(head[1]) * 4);
    if (numbers.some((byte) => !isTextOfNumbers(byte))) return true;
  }
  if (bytes.includes(0)) throw new Error('it is a binary file of another kind');
  return false;
}

/** Whether a byte can stand among decimal numbers: digits, signs, `e`, white space, and the letters of `nan` and `inf`. */
function isTextOfNumbers(byte: number): boolean {
  return /[\d+\-.eE\s#naifNAIF]/.test(String.fromCharCode(byte));
}
