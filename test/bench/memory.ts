import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRandom } from '../../src/corpus/random.ts';
import type { FromCompute, TrainParams, TrainProgress, TrainResult } from '../../src/protocol/compute-messages.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import type { Row } from './row.ts';
import { withSeedSizedPoems } from './seed-sized-poems.ts';
import { figureOf } from './verdict.ts';

export interface MemoryFigure {
  what: string;
  chunks: number;
  epochs: number;
  /** Of the whole job: reading, training, evaluation, the run on disk; and by its stages as they are told. */
  seconds: number;
  stages: Record<string, number>;
  /** The most memory that the process held, in MB; NaN where the system does not tell (it is not Linux). */
  peakMegabytes: number;
  /** The same until the last epoch was done. */
  trainingMegabytes: number;
}

const times = 100;

/** Whole trainings of the preset `seed` in a compute process of their own. */
export async function benchMemory(corpusFolder: string): Promise<MemoryFigure[]> {
  return withSeedSizedPoems(corpusFolder, async (folder) => [
    await measureTraining('the seed’s size', { folder, preset: 'seed' }),
    await withManyPoems(folder, times, (many) =>
      measureTraining(`${times} times the chunks`, { folder: many, preset: 'seed', epochs: 1 }),
    ),
  ]);
}

/** Trains in the process that the extension starts, as it is built in dist/. */
export async function measureTraining(what: string, params: TrainParams): Promise<MemoryFigure> {
  const { result, ...figure } = await watchTraining(params);
  return { what, chunks: result!.chunks, epochs: result!.epochs, ...figure };
}

/** A whole training of the preset `seed`, from the poems to the run: the most memory, in MB. */
export async function memoryOfTheSeed(corpusFolder: string): Promise<number> {
  return withSeedSizedPoems(corpusFolder, async (folder) => {
    const { peakMegabytes } = await watchTraining({ folder, preset: 'seed' });
    return peakMegabytes;
  });
}

/** One epoch of the preset `seed` at 100 times the seed's chunks: the most memory until it was done, in MB. */
export async function memoryOfOneEpoch(corpusFolder: string): Promise<number> {
  return withSeedSizedPoems(corpusFolder, (folder) =>
    withManyPoems(folder, times, async (many) => {
      const params = { folder: many, preset: 'seed', epochs: 1 };
      return (await watchTraining(params, { evaluated: false })).trainingMegabytes;
    }),
  );
}

/** Where the run need not be evaluated, the process ends with its last epoch. */
async function watchTraining(
  params: TrainParams,
  { evaluated = true }: { evaluated?: boolean } = {},
): Promise<Omit<MemoryFigure, 'what' | 'chunks' | 'epochs'> & { result?: TrainResult }> {
  const started = performance.now();
  const child = fork(path.resolve(import.meta.dirname, '../../dist/compute.mjs'), [], {
    // The loader that runs this file is no part of it.
    execArgv: [],
    serialization: 'advanced',
  });
  const stages: Record<string, number> = {};
  let [stage, begun] = ['starting', started];
  let trainingMegabytes = NaN;
  const enter = (next: string): void => {
    if (next === stage) return;
    stages[stage] = (stages[stage] ?? 0) + (performance.now() - begun) / 1000;
    [stage, begun] = [next, performance.now()];
    if (next === 'encoding') trainingMegabytes = peakOf(child.pid!);
  };
  try {
    const result = await new Promise<TrainResult | undefined>((resolve, reject) => {
      child.on('message', (message: FromCompute) => {
        if (message.type === 'progress') enter((message.progress as TrainProgress).stage?.name ?? stage);
        if (stage === 'encoding' && !evaluated) resolve(undefined);
        if (message.type === 'result') resolve(message.result as TrainResult);
        if (message.type === 'failure') reject(new Error(message.failure.message));
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => reject(new Error(`The compute process ended with ${code ?? signal}.`)));
      child.send({ type: 'request', id: 1, method: 'train', params });
    });
    const peakMegabytes = peakOf(child.pid!);
    enter('done');
    const seconds = (performance.now() - started) / 1000;
    return { seconds, stages, peakMegabytes, trainingMegabytes, ...(result && { result }) };
  } finally {
    child.removeAllListeners('exit');
    if (evaluated) child.disconnect();
    else if (child.kill('SIGKILL')) await once(child, 'exit');
  }
}

/** `VmHWM` of proc(5): peak resident set size, in MB. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return NaN;
  }
}

/** `times` as many poems as the folder's, as long as they: each has the lines of one, drawn from all of them. */
export async function withManyPoems<T>(folder: string, times: number, use: (many: string) => Promise<T>): Promise<T> {
  const { poems } = await readCorpus(folder);
  const lines = poems.flatMap(({ text }) => text.split('\n').filter((line) => line.trim() !== ''));
  const random = createRandom(1);
  const many = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  try {
    for (const [index, { text }] of poems.entries()) {
      const of = path.join(many, String(index));
      fs.mkdirSync(of);
      for (let copy = 0; copy < times; copy++) {
        const drawn = text
          .split('\n')
          .map((line) => (line.trim() === '' ? line : lines[random.integer(lines.length)]!));
        fs.writeFileSync(path.join(of, `${copy}.txt`), drawn.join('\n'));
      }
    }
    return await use(many);
  } finally {
    fs.rmSync(many, { recursive: true, force: true });
  }
}

export const memoryRow: Row = {
  name: 'memory',
  async measure(corpus) {
    const figures = await benchMemory(corpus);
    return {
      lines: [
        'Memory of the compute process at its peak, training the seed from the poems to the run',
        ...figures.map(
          ({ what, chunks, epochs, seconds, stages, peakMegabytes, trainingMegabytes }) =>
            `${what}, ${figureOf(chunks)} chunks, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}: ` +
            `${figureOf(trainingMegabytes)} MB until the last epoch is done, ${figureOf(peakMegabytes)} MB until the run is; ` +
            `${seconds.toFixed(0)} s (${Object.entries(stages)
              .map(([stage, time]) => `${stage} ${time.toFixed(0)}`)
              .join(', ')})`,
        ),
      ],
      figures,
      verdicts: figures.map(({ what, peakMegabytes }, i) => ({
        what: `memory at ${what}`,
        value: peakMegabytes,
        ...({ unit: 'MB', bound: i === 0 ? 400 : 1500, side: 'most' } as const),
      })),
    };
  },
};
