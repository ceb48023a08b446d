import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { vectorsInPiece } from '../../src/embeddings/files/found-vectors.ts';
import { createTextParser } from '../../src/embeddings/files/text-rows.ts';
import { createWantedWords } from '../../src/embeddings/files/wanted-words.ts';
import { oddRow, readGlovePlainly } from './numbers-in-text.ts';

const words = [
  'the',
  'of',
  "o'er",
  'blessèd',
  '月',
  'name@domain.com',
  'at name@domain.com',
  'of .',
  'x',
  '…',
  '-',
  '7',
];
const wanted = createWantedWords(words);

/** What the parser finds in a text, or undefined when it refuses the whole. */
function parse(bytes: Buffer): Map<string, number[]> | undefined {
  try {
    const parser = createTextParser(wanted);
    parser.take(bytes, 0, bytes.length, true);
    const { found } = parser.finish();
    return new Map(
      found.words.map((word, index) => {
        const start = (index % vectorsInPiece) * found.dimension;
        const piece = found.pieces[Math.floor(index / vectorsInPiece)]!;
        return [words[word]!, [...piece.subarray(start, start + found.dimension)]];
      }),
    );
  } catch {
    return undefined;
  }
}

describe('the reader of GloVe text', () => {
  it('finds in 40,000 odd texts what a plain program finds that splits lines and fields into strings', () => {
    const random = createRandom(20_240_501);
    let compared = 0;
    for (let turn = 0; turn < 40_000; turn++) {
      const dimension = 2 + random.integer(4);
      const word = words[random.integer(words.length)]!;
      let text = `${word} ${Array.from({ length: dimension }, () => '0.5').join(' ')}\n`;
      for (let rows = random.integer(5); rows > 0; rows--) text += oddRow(random, words, dimension);
      const found = parse(Buffer.from(text));
      if (!found) continue;
      compared++;
      const plain = readGlovePlainly(text, dimension, new Set(words));
      if (JSON.stringify([...found]) !== JSON.stringify([...plain]))
        expect({ text, found }).toEqual({ text, found: plain });
    }
    expect(compared).toBeGreaterThan(30_000);
  });
});
