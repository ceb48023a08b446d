import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/corpus/random.ts';
import { compileRowKernels } from '../../../src/embeddings/files/compile-row-kernels.ts';
import { UserError } from '../../../src/corpus/user-error.ts';
import { createBinaryParser } from '../../../src/embeddings/files/binary-rows.ts';
import { isBinaryVectors } from '../../../src/embeddings/files/file-kind.ts';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { createRowScanner } from '../../../src/embeddings/files/row-scanner.ts';
import { createTextParser } from '../../../src/embeddings/files/text-rows.ts';
import { createWantedWords } from '../../../src/embeddings/files/wanted-words.ts';
import { parseInPieces, vectorFile, word2vecBinary } from './make-vector-files.ts';

const words = ['the', 'of', 'blessèd', 'a b', ''];
const wanted = createWantedWords(words);
const scanner = createRowScanner(compileRowKernels(), wanted.table, 1, 1000);
const bits = [
  'the',
  'of',
  'blessèd',
  'a b',
  'x',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  '1',
  '-0.5',
  '.',
  '-',
  '+2',
  '1e9',
  '1e99',
];
const heads = [
  '2 3\n',
  '3 2\n',
  '2 2\r\n',
  '999999999 4096\n',
  '1 0\n',
  '0 1\n',
  '\ufeff',
  'nan',
  'inf',
  '\0',
  '\x1f\x8b',
];

/** A small file: rows of one of the formats, then changed at random. */
function smallFile(random: Random): Buffer {
  const any = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  const width = 1 + random.integer(3);
  const rows = Array.from({ length: 1 + random.integer(6) }, () => {
    return [any(words), Array.from({ length: width }, () => random.normal())] as const;
  });
  let bytes: Buffer;
  const kind = random.integer(3);
  if (kind === 0) bytes = word2vecBinary(rows, any(['\n', '']));
  else if (kind === 1)
    bytes = Buffer.from(any([...heads, '']) + rows.map(([word, numbers]) => `${word} ${numbers.join(' ')}\n`).join(''));
  else
    bytes = Buffer.from(
      Array.from({ length: random.integer(30) }, () => any(random.integer(6) ? bits : heads)).join(''),
    );
  for (let changes = random.integer(4); changes > 0 && bytes.length > 0; changes--) {
    const at = random.integer(bytes.length);
    const what = random.integer(4);
    if (what === 0) bytes[at] = random.integer(256);
    else if (what === 1) bytes = bytes.subarray(0, at);
    else if (what === 2) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(any(bits)), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(4))]);
  }
  return bytes;
}

/** What is found, or what is wrong, when the bytes come in pieces. */
function outcome(bytes: Buffer, size: () => number): unknown {
  try {
    const parser = isBinaryVectors(bytes) ? createBinaryParser(wanted) : createTextParser(wanted, scanner);
    const { found, problems } = parseInPieces(parser, bytes, size, scanner.buffers[0]!);
    const numbers =
      found.pieces.length > 0 ? [...found.pieces[0]!.subarray(0, found.words.length * found.dimension)] : [];
    if (found.dimension < 1 || found.dimension > 4096) throw new RangeError('a width that no vectors have');
    if (!numbers.every(Number.isFinite)) throw new RangeError('a number that is not finite');
    if (new Set(found.words).size !== found.words.length) throw new RangeError('a word twice');
    return { dimension: found.dimension, words: found.words, numbers, problems };
  } catch (error) {
    // These are what readVectorFile turns into a UserError; any other kind is a mistake of the parser's.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return error.message;
  }
}

it('No bytes make the parsers fail but with a message, nor find other vectors when they come in other pieces', () => {
  const random = createRandom(20);
  let read = 0;
  for (let input = 0; input < 100_000; input++) {
    const bytes = smallFile(random);
    const whole = outcome(bytes, () => bytes.length);
    if (typeof whole !== 'string') read++;
    const most = 1 + random.integer(32);
    const pieces = outcome(bytes, () => 1 + random.integer(most));
    if (JSON.stringify(pieces) !== JSON.stringify(whole))
      expect({ input, bytes, pieces }).toEqual({ input, bytes, pieces: whole });
  }
  // Otherwise the inputs would try little but the refusals.
  expect(read).toBeGreaterThan(20_000);
  expect(read).toBeLessThan(80_000);
});

it('No small file, gzipped or not, makes the reader reject but with a UserError in one line', async () => {
  const random = createRandom(21);
  for (let input = 0; input < 400; input++) {
    let bytes = smallFile(random);
    if (random.integer(2)) {
      bytes = gzipSync(bytes);
      if (random.integer(2)) bytes = bytes.subarray(0, 2 + random.integer(bytes.length - 2));
      else bytes[2 + random.integer(bytes.length - 2)] = random.integer(256);
    }
    const error = await readVectorFile(await vectorFile(bytes), new Set(words)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error === undefined) continue;
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).not.toMatch(/\n/);
  }
});
