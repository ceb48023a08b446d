import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/corpus/random.ts';
import { parseDecimals, type Stop } from '../../../src/embeddings/files/decimal.ts';

function parse(text: string, count: number): { numbers: number[]; rest: string } {
  // Bytes behind the end are none of the row's.
  const bytes = Buffer.from(`${text}77 7`);
  const into = new Float32Array(count);
  const stop: Stop = { at: 0 };
  const read = parseDecimals(bytes, 0, text.length, into, 0, count, stop);
  return { numbers: [...into.subarray(0, read)], rest: text.slice(stop.at) };
}

describe('Decimal numbers', () => {
  it('are read as the language reads them and rounds them to float32', () => {
    const random = createRandom(5);
    const texts = Array.from({ length: 20_000 }, () => {
      const value = random.normal() * 10 ** (random.integer(12) - 8);
      const digits = random.integer(12);
      return [value.toFixed(digits), value.toExponential(digits), value.toPrecision(digits + 1), `${value}`][
        random.integer(4)
      ]!;
    });
    expect(parse(texts.join(' '), texts.length).numbers).toEqual(texts.map((text) => Math.fround(Number(text))));
  });

  it('may have a sign, no digits on one side of the point, or an exponent', () => {
    expect(parse('+1 -.5 2. 1e3 -1E-2 -0', 6).numbers).toEqual([1, -0.5, 2, 1000, Math.fround(-0.01), -0]);
  });

  it('end where a field is no finite decimal number', () => {
    for (const field of ['nan', 'inf', '-', '.', '1e', '0x10', '1_0', '1e39', '-1e999', '١', '1,5', '9'.repeat(401)])
      expect(parse(`1 ${field}`, 2).numbers).toEqual([1]);
  });
});
