import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { createRandom } from '../../src/corpus/random.ts';
import type { Vocabulary } from '../../src/corpus/types.ts';
import { buildVocabulary } from '../../src/corpus/vocabulary.ts';
import { readBundledTable } from '../../src/embeddings/bundled/read-bundled-table.ts';
import { loadVectors } from '../../src/embeddings/load-vectors.ts';
import type { Row } from './row.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

export interface ReadGloveFigures {
  rows: number;
  dimension: number;
  megabytes: number;
  vocabulary: number;
  /** ms */
  readingBytes: Summary;
  /** ms, look-up and fall-backs included */
  loadingVectors: Summary;
  /** Medians' ratio. */
  ratio: number;
  /** The most memory that a process held that does nothing else, in MB (the compiler that runs TypeScript included). */
  peakMegabytes: number;
}

const rows = 400_000;
const dimension = 300;
const vocabularySize = 20_000;
const repeats = 5;

/** Loads the vectors of 20,000 words from a made GloVe text file of 400,000 x 300 numbers, beside reading its bytes. */
export async function benchReadGlove(): Promise<ReadGloveFigures> {
  const file = gloveFile();
  const vocabulary = verseVocabulary();
  const loading: number[] = [];
  const reading: number[] = [];
  for (let run = 0; run < repeats; run++) {
    reading.push(await timed(() => readBytes(file)));
    loading.push(await timed(() => loadVectors(vocabulary, { source: file })));
  }
  const [readingBytes, loadingVectors] = [summarize(reading), summarize(loading)];
  return {
    rows,
    dimension,
    megabytes: Math.round(fs.statSync(file).size / 1e6),
    vocabulary: vocabularySize,
    readingBytes,
    loadingVectors,
    ratio: loadingVectors.median / readingBytes.median,
    peakMegabytes: await peakMemory(),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function verseVocabulary(): Vocabulary {
  const words = tableWords().slice(0, vocabularySize);
  // Half of verse's distinct words stand at a line's beginning.
  return buildVocabulary([words.map((word, i) => (i % 2 === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))]);
}

async function readBytes(file: string): Promise<number> {
  const handle = await fs.promises.open(file);
  const buffer = Buffer.allocUnsafe(1 << 20);
  let total = 0;
  for (let read = -1; read !== 0; total += read) read = (await handle.read(buffer, 0, buffer.length, null)).bytesRead;
  await handle.close();
  return total;
}

function tableWords(): readonly string[] {
  return readBundledTable(path.join(mediaFolder(), 'word-vectors')).words;
}

/** The file, made once: the bundled words and then made-up ones, numbers as GloVe prints them. */
function gloveFile(): string {
  const file = path.join(os.tmpdir(), `glove-made-${rows}x${dimension}.txt`);
  if (fs.existsSync(file)) return file;
  const random = createRandom(1);
  const numbers = Array.from({ length: 2048 }, () =>
    Array.from({ length: dimension }, () => Number((random.normal() * 0.4).toPrecision(5))).join(' '),
  );
  const words = tableWords();
  const partial = `${file}.${process.pid}`;
  const out = fs.openSync(partial, 'w');
  for (let row = 0; row < rows;) {
    let text = '';
    for (const end = Math.min(rows, row + 2000); row < end; row++)
      text += `${words[row] ?? `made-up-${row.toString(36)}`} ${numbers[random.integer(numbers.length)]!}\n`;
    fs.writeSync(out, text);
  }
  fs.closeSync(out);
  fs.renameSync(partial, file);
  return file;
}

async function peakMemory(): Promise<number> {
  const child = fork(import.meta.filename, ['--measure-memory']);
  return await new Promise((resolve, reject) => {
    child.on('message', (kilobytes) => resolve(Math.round((Number(kilobytes) * 1024) / 1e6)));
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The process that measures memory ended with ${code}.`)));
  });
}

export const readGloveRow: Row = {
  name: 'read-glove',
  async measure() {
    const figures = await benchReadGlove();
    const { megabytes, vocabulary: words, loadingVectors, readingBytes, ratio, peakMegabytes } = figures;
    return {
      lines: [
        `A GloVe text file of ${rows} x ${dimension} (${megabytes} MB), read for ${words} words (median / best / spread, ms)`,
        `loading vectors ${summaryText(loadingVectors, 0)}; reading its bytes ${summaryText(readingBytes, 0)}`,
        `memory at its peak ${peakMegabytes} MB`,
      ],
      figures,
      verdicts: [
        { what: 'a GloVe file beside reading its bytes', value: ratio, unit: 'times', bound: 3, side: 'most' },
        { what: 'memory for a GloVe file', value: peakMegabytes, unit: 'MB', bound: 300, side: 'most' },
      ],
    };
  },
};

if (process.argv[2] === '--measure-memory') {
  await loadVectors(verseVocabulary(), { source: gloveFile() });
  process.send?.(process.resourceUsage().maxRSS, () => process.disconnect());
}
