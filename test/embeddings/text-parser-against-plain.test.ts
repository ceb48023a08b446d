import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { compileRowKernels } from '../../src/embeddings/files/compile-row-kernels.ts';
import { createRowScanner } from '../../src/embeddings/files/row-scanner.ts';
import { createTextParser } from '../../src/embeddings/files/text-rows.ts';
import { createWantedWords } from '../../src/embeddings/files/wanted-words.ts';
import { oddRow, oddWords, readGlovePlainly } from './numbers-in-text.ts';

const wanted = createWantedWords(oddWords);
const scanner = createRowScanner(compileRowKernels(), wanted.table, 1, 1000);

/** What the parser finds in a text, or undefined when it refuses the whole. */
function parse(bytes: Buffer): Map<string, number[]> | undefined {
  try {
    const parser = createTextParser(wanted, scanner);
    const [room] = scanner.buffers as [Buffer];
    parser.take(room, 0, bytes.copy(room), true);
    const { found } = parser.finish();
    return new Map(
      found.words.map((word, index) => {
        const start = found.offsets[index]!;
        return [oddWords[word]!, [...found.pieces[index]!.subarray(start, start + found.dimension)]];
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
      const word = oddWords[random.integer(oddWords.length)]!;
      const numbers = ` ${Array.from({ length: dimension }, () => '0.5').join(' ')}\n`;
      // Rows are read whether they are wanted or not, or looked for; only the first are all read.
      let text = turn % 2 === 0 ? word + numbers : `other${numbers}`.repeat(99) + word + numbers;
      for (let rows = random.integer(turn % 2 === 0 ? 5 : 12); rows > 0; rows--)
        text += oddRow(random, oddWords, dimension);
      const found = parse(Buffer.from(text));
      if (!found) continue;
      compared++;
      const plain = readGlovePlainly(text, dimension, new Set(oddWords));
      if (JSON.stringify([...found]) !== JSON.stringify([...plain]))
        expect({ text, found }).toEqual({ text, found: plain });
    }
    expect(compared).toBeGreaterThan(30_000);
  });
});
