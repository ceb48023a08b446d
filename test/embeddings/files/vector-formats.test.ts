import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/corpus/random.ts';
import { compileRowKernels } from '../../../src/embeddings/files/compile-row-kernels.ts';
import { createBinaryParser } from '../../../src/embeddings/files/binary-rows.ts';
import { vectorsInPiece } from '../../../src/embeddings/files/found-vectors.ts';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { createRowScanner } from '../../../src/embeddings/files/row-scanner.ts';
import { createTextParser } from '../../../src/embeddings/files/text-rows.ts';
import { createWantedWords } from '../../../src/embeddings/files/wanted-words.ts';
import {
  gloveText,
  parseInPieces,
  single,
  vectorFile,
  vectorOf,
  word2vecBinary,
  word2vecText,
  type Rows,
} from './make-vector-files.ts';

const rows: Rows = [
  ['the', [0.418, 0.24968, -0.41242, 1e-5]],
  [',', [-0.25, 7, -0, 123456.789]],
  ['blessèd', [0.1, -1.5e3, 0.3, 0.4]],
  ['rose', [1, 2, 3, 4]],
  ['雪', [-1, -2, -3, -4]],
];
const wanted = new Set(['the', 'blessèd', 'rose', '雪', 'nowhere']);

const formats: Readonly<Record<string, string | Uint8Array>> = {
  'GloVe text': gloveText(rows),
  'GloVe text with Windows line ends': gloveText(rows).replaceAll('\n', '\r\n'),
  'GloVe text with a byte order mark': `\ufeff${gloveText(rows)}`,
  'GloVe text without a last line end': gloveText(rows).trimEnd(),
  'word2vec text': word2vecText(rows),
  'fastText .vec, whose rows end with a space': word2vecText(rows).replaceAll(/(?<=\d)\n(?=\D)/g, ' \n'),
  'text parted by tabs': gloveText(rows).replaceAll(' ', '\t'),
  'word2vec binary': word2vecBinary(rows),
  'word2vec binary without line feeds': word2vecBinary(rows, ''),
};

describe('A file of word vectors', () => {
  for (const [format, content] of Object.entries(formats))
    for (const packed of [false, true])
      it(`is read as ${format}${packed ? ', gzipped' : ''}`, async () => {
        const file = await vectorFile(packed ? gzipSync(content) : content);
        const { table, reports } = await readVectorFile(file, wanted);
        expect(table.dimension).toBe(4);
        expect(table.size).toBe(4);
        for (const [word, numbers] of rows)
          expect(vectorOf(table, word)).toEqual(wanted.has(word) ? single(numbers) : undefined);
        expect(table.has('nowhere')).toBe(false);
        expect(reports).toEqual([]);
      });

  it('of short numbers behind a head is read as text', async () => {
    const { table } = await readVectorFile(await vectorFile('3 2\ncat 1 2\ndog 3 4\nfox 5 6\n'), new Set(['dog']));
    expect(vectorOf(table, 'dog')).toEqual([3, 4]);
  });

  it('keeps the first of a word that stands there twice', async () => {
    const twice: Rows = [
      ['rose', [1, 2]],
      ['rose', [3, 4]],
    ];
    for (const content of [gloveText(twice), word2vecBinary(twice)]) {
      const { table } = await readVectorFile(await vectorFile(content), new Set(['rose']));
      expect(vectorOf(table, 'rose')).toEqual([1, 2]);
    }
  });

  it('may hold words with spaces, whose numbers are the last fields', async () => {
    const text = gloveText([
      ['the', [1, 2, 3]],
      ['. . .', [4, 5, 6]],
      ['at name@domain.com', [7, 8, 9]],
    ]);
    const { table, reports } = await readVectorFile(await vectorFile(text), new Set(['the', '. . .', '.', 'at']));
    expect(vectorOf(table, '. . .')).toEqual([4, 5, 6]);
    expect(table.has('.')).toBe(false);
    expect(table.has('at')).toBe(false);
    expect(reports).toEqual([]);
  });

  it('of more words than one piece of memory holds keeps each with its own vector', async () => {
    const many = Array.from({ length: vectorsInPiece * 2 + 5 }, (_, i) => [`w${i}`, [i, -i]] as const);
    const { table } = await readVectorFile(await vectorFile(gloveText(many)), new Set(many.map(([word]) => word)));
    expect(table.size).toBe(many.length);
    for (const [word, numbers] of many)
      expect(vectorOf(table, word)!.map((n) => n + 0)).toEqual(numbers.map((n) => n + 0));
  });

  it('larger than several blocks is read with progress up to its size', async () => {
    const random = createRandom(3);
    const many = Array.from({ length: 20_000 }, (_, i) => {
      return [`w${i}`, Array.from({ length: 12 }, () => Number(random.normal().toFixed(5)))] as const;
    });
    const words = new Set(many.filter((_, i) => i % 97 === 0).map(([word]) => word));
    for (const content of [Buffer.from(gloveText(many)), word2vecBinary(many), gzipSync(gloveText(many))]) {
      const seen: [number, number][] = [];
      const onProgress = (read: number, total: number): void => void seen.push([read, total]);
      const { table } = await readVectorFile(await vectorFile(content), words, { onProgress });
      expect(table.size).toBe(words.size);
      for (const [word, numbers] of many) if (words.has(word)) expect(vectorOf(table, word)).toEqual(single(numbers));
      expect(seen.every(([read, total], i) => total === content.length && read >= (seen[i - 1]?.[0] ?? 0))).toBe(true);
      expect(seen.at(-1)).toEqual([content.length, content.length]);
    }
  });
});

describe('A parser of rows', () => {
  const words = [...wanted];
  const whole = (content: string | Uint8Array): boolean => typeof content === 'string';
  for (const [format, content] of Object.entries(formats))
    it(`finds the same however the bytes of ${format} are parted`, () => {
      const bytes = Buffer.from(content as string);
      for (const size of [1, 2, 3, 7, 16, 61, bytes.length]) {
        const wordTable = createWantedWords(words);
        const scanner = createRowScanner(compileRowKernels(), wordTable.table, 1, 1000);
        const parser = whole(content) ? createTextParser(wordTable, scanner) : createBinaryParser(wordTable);
        const { found, problems } = parseInPieces(parser, bytes, () => size, scanner.buffers[0]!);
        expect(found.words.map((word) => words[word])).toEqual(['the', 'blessèd', 'rose', '雪']);
        const expected = rows.filter(([word]) => wanted.has(word)).flatMap(([, numbers]) => single(numbers));
        expect([...found.pieces[0]!.subarray(0, expected.length)]).toEqual(expected);
        expect(problems).toEqual([]);
      }
    });
});
