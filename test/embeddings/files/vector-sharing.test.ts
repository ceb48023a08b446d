import { openSync, closeSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../../src/corpus/random.ts';
import { compileRowKernels } from '../../../src/embeddings/files/compile-row-kernels.ts';
import { blockBuffers, blockSize } from '../../../src/embeddings/files/file-range.ts';
import type { FileVectors } from '../../../src/embeddings/files/found-vectors.ts';
import { readStretch, type StretchRows } from '../../../src/embeddings/files/read-stretch.ts';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { createRowScanner } from '../../../src/embeddings/files/row-scanner.ts';
import { scanFile, startScanning, type ScanOptions } from '../../../src/embeddings/files/scan-file.ts';
import { startStretchThreads } from '../../../src/embeddings/files/stretch-threads.ts';
import { createWantedWords } from '../../../src/embeddings/files/wanted-words.ts';
import { oddRow, oddWords } from '../numbers-in-text.ts';
import { vectorFile } from './make-vector-files.ts';

/** Words that only stand where stretches are shared out, some of them in several rows. */
const lateWords = Array.from({ length: 200 }, (_, i) => `late${i}`);
const words = [...oddWords, '', ...lateWords];
/** The row of a word with a space in it is not plain. */
const earlyWords = ['', ...oddWords].filter((word) => !word.includes(' '));
const dimension = 5;

/** What is found, wherever in memory it lies. */
type Found = Omit<FileVectors, 'pieces' | 'offsets'> & { vectors: readonly Float32Array[] };

function foundIn({ pieces, offsets, ...found }: FileVectors): Found {
  return { ...found, vectors: pieces.map((piece, i) => piece.slice(offsets[i], offsets[i]! + found.dimension)) };
}

/** What is found, or why nothing is, in stretches of 3,001 bytes read with so many helpers; with none, in its order. */
async function scan(file: string, helpers: number, options: ScanOptions = {}): Promise<Found | string> {
  const { size } = statSync(file);
  const sharing = { helpers, fewestBytes: 1, stretchBytes: 3001 };
  const threads = await startScanning(file, size, { ...options, sharing });
  expect(threads !== undefined).toBe(helpers > 0);
  try {
    return foundIn(await scanFile(file, size, words, threads, { ...options, sharing }));
  } catch (error) {
    return (error as Error).message;
  } finally {
    threads?.stop();
  }
}

function plainRows(random: () => number, count: number, wanted: readonly string[]): string {
  return Array.from({ length: count }, (_, i) => {
    const numbers = Array.from({ length: dimension }, () => random().toPrecision(5));
    return `${i % 7 === 3 ? wanted[i % 2 ? 0 : (i >> 3) % wanted.length]! : `word${i}`} ${numbers.join(' ')}\n`;
  }).join('');
}

describe('What is found in a file is the same to the bit for any number of threads', () => {
  const random = createRandom(77);
  const normal = (): number => random.normal();
  const odd = (): string => Array.from({ length: 500 }, () => oddRow(random, words, dimension)).join('');
  const plain = plainRows(normal, 3000, lateWords);
  // More than the first block, which is read before anything is shared out.
  const many = plainRows(normal, 12_000, earlyWords);
  const kinds: Readonly<Record<string, string>> = {
    'plain rows': many + plain,
    'Windows line ends': (many + plain).replaceAll('\n', '\r\n'),
    'a byte order mark and a head': `\ufeff21000 ${dimension}\n${many}${plain}`,
    'no last line end': (many + plain).trimEnd(),
    'odd rows in places': many + odd() + plain + odd() + plain,
    'blank lines': many + plain.replaceAll(/(?<=7)\n/g, '\n\n \n'),
    'a long line in the middle': `${many}word ${'5'.repeat(100_000)}\n${plain}`,
    'a line too long': `${many}word ${'5'.repeat(140_000)}\n${plain}`,
    'an end too long': `${many}word ${'5'.repeat(140_000)}`,
    'mostly broken numbers further down': many + `the ${'nan '.repeat(dimension)}\n`.repeat(6000),
    'another width further down': many + `the ${'1 '.repeat(dimension + 1)}\n`.repeat(6000),
    'fewer rows than tell what it is': plainRows(normal, 50, earlyWords) + ' \n'.repeat(400_000),
    prose: 'Shall I compare thee to a summer’s day?\n'.repeat(20_000),
  };
  for (const [kind, content] of Object.entries(kinds))
    it(kind, async () => {
      expect(content.length).toBeGreaterThan(blockSize);
      const file = await vectorFile(content);
      const alone = await scan(file, 0);
      for (const helpers of [1, 3]) expect(await scan(file, helpers)).toEqual(alone);
      if (/too long|mostly|another|prose/.test(kind)) expect(alone).toMatch(/line \d+/);
      else expect((alone as Found).words.length).toBeGreaterThan(1);
    });
});

describe('A thread', () => {
  it('answers with what this thread reads itself, or with nothing where rows are not plain', async () => {
    const random = createRandom(5);
    const plain = plainRows(() => random.normal(), 2000, lateWords);
    const length = Buffer.byteLength(plain);
    const content = `${plain}the 1 2 oops 4 5\n${plain}`;
    const file = await vectorFile(content);
    const { table } = createWantedWords(words);
    const scanner = createRowScanner(compileRowKernels(), table, blockBuffers, blockSize);
    const fd = openSync(file, 'r');
    const threads = startStretchThreads(2);
    onTestFinished(() => {
      threads.stop();
      closeSync(fd);
    });

    const answers = new Map<number, StretchRows | undefined>();
    threads.begin(
      { file, dimension, kernels: compileRowKernels(), table },
      (which, rows) => void answers.set(which, rows),
    );
    const stretches = Array.from({ length: 12 }, (_, which) => {
      return { which, from: 1 + which * 15_000, to: 1 + (which + 1) * 15_000 };
    });
    for (let next = 0; answers.size < stretches.length; await setTimeout(5)) threads.feed(() => stretches[next++]);
    for (const { which, from, to } of stretches) {
      const rows = readStretch(fd, scanner, dimension, from, to);
      expect(answers.get(which)).toEqual(rows);
      expect(rows === undefined).toBe(from < length && length < to);
    }
  });

  it('that does not start is done without', async () => {
    const random = createRandom(6);
    const file = await vectorFile(plainRows(() => random.normal(), 20_000, lateWords));
    const { size } = statSync(file);
    const threads = startStretchThreads(1);
    threads.stop();
    const sharing = { helpers: 1, fewestBytes: 1, stretchBytes: 3001 };
    expect(foundIn(await scanFile(file, size, words, threads, { sharing }))).toEqual(await scan(file, 0));
  });
});

it('Reading with threads says how far it is, and stops with the reason of its signal', async () => {
  const random = createRandom(7);
  const file = await vectorFile(plainRows(() => random.normal(), 20_000, lateWords));
  const sharing = { helpers: 2, fewestBytes: 1, stretchBytes: 10_000 };
  const seen: number[] = [];
  await readVectorFile(file, new Set(words), { sharing, onProgress: (read) => void seen.push(read) });
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(statSync(file).size);

  const reason = new Error('enough');
  const control = new AbortController();
  let calls = 0;
  const onProgress = (): void => {
    if (++calls === 5) control.abort(reason);
  };
  const reading = readVectorFile(file, new Set(words), { sharing, signal: control.signal, onProgress });
  await expect(reading).rejects.toBe(reason);
  expect(calls).toBe(5);
});
