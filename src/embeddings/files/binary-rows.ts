import { createFoundVectors } from './found-vectors.ts';
import { longestRow, mostNumbers, type RowParser } from './row-parser.ts';
import { hashBytes, type WantedWords } from './wanted-words.ts';

const lineFeed = 0x0a;
const space = 0x20;
const longestWord = 4096;

/**
 * Reads word2vec's binary format: a line with the counts of words and numbers; then for each word its bytes, a space and
 * float32 numbers, little endian, with or without a line feed behind.
 */
export function createBinaryParser(wanted: WantedWords): RowParser {
  let head: { words: number; dimension: number } | undefined;
  let found = createFoundVectors(0, 1);
  let aligned = new Float32Array(0);
  let rows = 0;
  let broken = 0;
  let firstBroken = 0;

  const takeHead = (bytes: Buffer, start: number, end: number): number | undefined => {
    const lineEnd = bytes.subarray(0, end).indexOf(lineFeed, start);
    if (lineEnd < 0) return undefined;
    const match = /^(\d{1,9}) (\d{1,9})\s*$/.exec(bytes.toString('latin1', start, Math.min(lineEnd, start + 40)));
    const dimension = Number(match?.[2] ?? 0);
    if (!match || dimension < 1 || dimension > mostNumbers) throw new Error('its first line does not give its counts');
    head = { words: Number(match[1]), dimension };
    found = createFoundVectors(wanted.size, dimension);
    aligned = new Float32Array(dimension);
    return lineEnd + 1;
  };

  const keep = (word: number, numbers: Uint8Array): void => {
    new Uint8Array(aligned.buffer).set(numbers);
    if (aligned.every((value) => Number.isFinite(value))) {
      const { piece, offset } = found.room();
      piece.set(aligned, offset);
      found.keep(word);
    } else if (broken++ === 0) firstBroken = rows;
  };

  return {
    take: (bytes, start, end, last) => {
      let at = start;
      if (!head) {
        const body = takeHead(bytes, start, end);
        if (body === undefined) return start;
        at = body;
      }
      const { words, dimension } = head!;
      const width = dimension * 4;
      while (rows < words) {
        let wordStart = at;
        while (wordStart < end && bytes[wordStart] === lineFeed) wordStart++;
        let wordEnd = wordStart;
        while (wordEnd < end && bytes[wordEnd] !== space) wordEnd++;
        if (wordEnd - wordStart > longestWord) throw new Error(`its word ${rows + 1} has no end`);
        const next = wordEnd + 1 + width;
        if (next > end) return last ? end : wordStart;
        rows++;
        const word = wanted.indexOf(bytes, wordStart, wordEnd, hashBytes(bytes, wordStart, wordEnd));
        if (word >= 0 && !found.isFound(word)) keep(word, bytes.subarray(wordEnd + 1, next));
        at = next;
      }
      return end;
    },
    finish: () => {
      if (!head || rows === 0) throw new Error('it holds no word vectors');
      const parts: string[] = [];
      if (rows < head.words) parts.push(`it ends after ${rows} of ${head.words} words`);
      if (broken > 0) parts.push(`${broken} have a broken number (the first is word ${firstBroken})`);
      const problem = `was read without some words: ${parts.join('; ')}. Replace the file if they matter.`;
      return { found, problems: parts.length > 0 ? [problem] : [] };
    },
  };
}

/** The longest row must fit where a row is kept from one block to the next. */
export const longestBinaryRow = longestWord + 1 + mostNumbers * 4;
if (longestBinaryRow > longestRow) throw new RangeError('A binary row must fit the room kept for rows.');
