import { benchEngines, measuredThreads, threadsText } from './bench-engines.ts';
import { whyNoMeasure } from './python-peer.ts';
import type { Row } from './row.ts';
import { stepPeer, stepTask } from './step-task.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

const ROUNDS = 7;
const STEPS_A_ROUND = 8;
const TRIAL_STEPS = 3;

export interface TrainingStepRow {
  steps: number;
  distinctWords: number;
  /** ms a step by number of threads. */
  ours: Record<number, Summary>;
  /** ms a step by number of threads; empty where python3 has no PyTorch. */
  pytorch: Record<number, Summary>;
}

/** One training step (forward, backward, clip, Adam) on batches of the corpus, interleaved with PyTorch's. */
export async function benchTrainingStep(
  corpusFolder: string,
  options: { rounds?: number | undefined; threads?: readonly number[]; peerThreads?: readonly number[] } = {},
): Promise<{ engine: string; rows: TrainingStepRow[] }> {
  const { rounds = ROUNDS, threads = measuredThreads, peerThreads = [1, 2] } = options;
  const task = await stepTask(corpusFolder);
  const engines = await benchEngines(threads);
  const networks = await Promise.all(engines.map((engine) => engine.createNetwork(task.options)));
  const python = stepPeer(task);
  const rows: TrainingStepRow[] = [];
  for (const steps of [20, 35, 50]) {
    const batches = task.batches(steps);
    const ours: Record<number, number[]> = Object.fromEntries(engines.map((engine) => [engine.threads, []]));
    const theirs: Record<number, number[]> = Object.fromEntries(python ? peerThreads.map((count) => [count, []]) : []);
    const hopeless = new Set<number>();
    // Rounds alternate, so that whatever else the machine does meets both; the first warms both up.
    for (let round = 0; round <= rounds; round++) {
      for (const [i, network] of networks.entries()) {
        const times = ours[engines[i]!.threads]!;
        for (let step = 0; step < STEPS_A_ROUND; step++) {
          const start = performance.now();
          await network.trainStep(batches[step % batches.length]!, { learningRate: 1e-3, clipNorm: 1 });
          if (round > 0) times.push(performance.now() - start);
        }
      }
      for (const count of Object.keys(theirs).map(Number)) {
        if (round === 0) theirs[count] = await python!.ask<number[]>(`${count} ${steps} ${TRIAL_STEPS}`);
        else if (!hopeless.has(count))
          theirs[count]!.push(...(await python!.ask<number[]>(`${count} ${steps} ${STEPS_A_ROUND}`)));
      }
      if (round > 0) continue;
      // The trial warmed the others up.
      for (const count of slowOnes(theirs)) hopeless.add(count);
      for (const count of Object.keys(theirs).map(Number)) if (!hopeless.has(count)) theirs[count] = [];
    }
    rows.push({
      steps,
      distinctWords: batches.reduce((sum, batch) => sum + new Set(batch.tokens).size, 0) / batches.length,
      ours: summaries(ours),
      pytorch: summaries(theirs),
    });
  }
  for (const network of networks) network.dispose();
  python?.stop();
  return { engine: engines[0]!.description, rows };
}

/**
 * Numbers of threads that take more than thrice the time of the best: on a busy machine PyTorch's threads wait for each
 * other without end, and what a trial took is then all there is to know of them.
 */
function slowOnes(times: Record<number, number[]>): number[] {
  const best = Object.entries(times).map(([threads, list]) => ({ threads: Number(threads), best: Math.min(...list) }));
  const least = Math.min(...best.map(({ best: time }) => time));
  return best.filter(({ best: time }) => time > 3 * least).map(({ threads }) => threads);
}

function summaries(times: Record<number, number[]>): Record<number, Summary> {
  return Object.fromEntries(Object.entries(times).map(([threads, list]) => [threads, summarize(list)]));
}

export const trainingStepRow: Row = {
  name: 'training-step',
  async measure(corpus, { rounds }) {
    const figures = await benchTrainingStep(corpus, { rounds });
    const { engine, rows } = figures;
    const full = rows.at(-1)!;
    const noMeasure = whyNoMeasure();
    const fastest = Math.min(...Object.values(full.pytorch).map(({ median }) => median));
    return {
      lines: [
        `One training step, B=32, D=300, H=128, Z=18, ${engine} (median / best / spread, ms)`,
        ...rows.map(rowText),
      ],
      figures,
      verdicts: [1, 2].map((threads) => ({
        what: `one training step against PyTorch, ${threadsText(threads)}, T=${full.steps}`,
        value: noMeasure === undefined ? fastest / (full.ours[threads]?.median ?? NaN) : NaN,
        ...({ unit: 'times as fast', bound: threads === 1 ? 2 : 3, side: 'least' } as const),
        ...(!full.ours[threads] && { note: 'the engine has no second thread' }),
        ...(noMeasure !== undefined && { note: noMeasure }),
      })),
    };
  },
};

function rowText({ steps, distinctWords, ours, pytorch }: TrainingStepRow): string {
  const fastest = Math.min(...Object.values(pytorch).map(({ median }) => median));
  const cells = [
    ...Object.entries(ours).map(([threads, times]) => `ours ${threadsText(threads)} ${summaryText(times)}`),
    ...Object.entries(pytorch).map(([threads, times]) => `PyTorch ${threadsText(threads)} ${summaryText(times)}`),
    Number.isFinite(fastest)
      ? `${Object.values(ours)
          .map(({ median }) => (fastest / median).toFixed(2))
          .join(' and ')} times as fast as PyTorch’s best`
      : 'no PyTorch here to compare with',
  ];
  return `T=${steps} (${Math.round(distinctWords)} distinct words): ${cells.join('; ')}`;
}
