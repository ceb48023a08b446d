import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import type { Row } from './row.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

export interface ReadCorpusFigures {
  files: number;
  megabytes: number;
  chunks: number;
  /** ms in a process that has read nothing before, its compiler cold; the files are in the system's cache. */
  first: Summary;
  /** ms in a process that has read it before. */
  again: Summary;
  /** ms to list the folder and read the files' bytes, nothing else. */
  bytes: Summary;
}

/** From a folder of poems to their chunks: files read, tokenised and cut. */
export async function benchReadCorpus(folder: string, rounds = 5): Promise<ReadCorpusFigures> {
  const [first, again, bytes]: [number[], number[], number[]] = [[], [], []];
  let read = { files: 0, size: 0 };
  let chunks = 0;
  for (let round = 0; round <= rounds; round++) {
    if (round < 3) first.push(await inNewProcess(folder));
    const started = performance.now();
    read = readBytes(folder);
    const between = performance.now();
    chunks = await chunksOfFolder(folder);
    // The first round warms up.
    if (round === 0) continue;
    bytes.push(between - started);
    again.push(performance.now() - between);
  }
  return {
    ...{ files: read.files, megabytes: read.size / 1e6, chunks },
    ...{ first: summarize(first), again: summarize(again), bytes: summarize(bytes) },
  };
}

async function chunksOfFolder(folder: string): Promise<number> {
  return buildChunks(await readCorpus(folder), defaultChunkSettings).chunks.length;
}

function readBytes(folder: string): { files: number; size: number } {
  let [files, size] = [0, 0];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    files++;
    size += fs.readFileSync(path.join(entry.parentPath, entry.name)).length;
  }
  return { files, size };
}

function inNewProcess(folder: string): Promise<number> {
  const child = fork(import.meta.filename, ['--read-once', folder]);
  return new Promise((resolve, reject) => {
    child.on('message', (milliseconds) => resolve(Number(milliseconds)));
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The process that reads the poems ended with ${code}.`)));
  });
}

export const readCorpusRow: Row = {
  name: 'read-corpus',
  async measure(corpus) {
    const figures = await benchReadCorpus(corpus);
    const { files, megabytes, chunks, first, again, bytes } = figures;
    return {
      lines: [
        `Reading, tokenising and chunking ${files} files, ${megabytes.toFixed(1)} MB, ${chunks} chunks (median / best / spread, ms)`,
        `in a new process ${summaryText(first, 0)}; again ${summaryText(again, 0)}; reading the files’ bytes ${summaryText(bytes, 0)}`,
      ],
      figures,
      verdicts: [
        {
          what: 'reading the corpus, in a new process',
          value: first.median / 1000,
          ...({ unit: 's', bound: 2, side: 'most' } as const),
        },
      ],
    };
  },
};

if (process.argv[2] === '--read-once') {
  const started = performance.now();
  await chunksOfFolder(process.argv[3]!);
  process.send?.(performance.now() - started, () => process.disconnect());
}
