import type { Engine, Network } from '../../src/engine/engine.ts';
import { planBatch } from '../../src/engine/batch-plan.ts';
import { createArena } from '../../src/engine/wasm/arena.ts';
import { instantiateKernels } from '../../src/engine/wasm/kernels.ts';
import { gatherRows } from '../../src/engine/wasm/shared-rows.ts';
import { maxBatchRows } from '../../src/training/settings.ts';
import { train } from '../../src/training/train.ts';
import { benchEngines, measuredThreads, threadsText } from './bench-engines.ts';
import { curriculumTask, networkFor, type CurriculumTask } from './curriculum.ts';
import type { Row } from './row.ts';
import { withSeedSizedPoems } from './seed-sized-poems.ts';
import { summarize } from './summarize.ts';

/** Milliseconds a step, from medians over the whole curriculum: on a busy machine a turn of the event loop can take any time. */
export interface PreparationFigures {
  threads: number;
  steps: number;
  /** From one step's end, or the epoch's beginning, to the next step: sampling, batch, and all else that the loop does. */
  between: number;
  /** Sorting the rows and numbering the words of the batch, which the engine does. */
  planning: number;
  /** Copying the words' vectors together, which the engine does. */
  gathering: number;
  /** The step itself, planning and gathering included. */
  step: number;
  /** Of preparation (between, planning, gathering) in all. */
  share: number;
}

/**
 * What making batches takes in the real loop. Planning and gathering happen inside a step, so they are done once more
 * for the measurement, out of the clock of the loop. The time between two steps counts as preparation to its last bit,
 * the turn of the event loop included: the share is an upper bound. Of several runs it is the one whose share is the median.
 */
export async function benchBatchPreparation(
  folder: string,
  options: { epochs?: number; threads?: readonly number[]; rounds?: number } = {},
): Promise<PreparationFigures[]> {
  const { rounds = 3 } = options;
  const task = await curriculumTask(folder, options.epochs);
  const measured = (await benchEngines(options.threads ?? measuredThreads)).map((engine) => ({
    engine,
    runs: [] as PreparationFigures[],
  }));
  // In turns, so that whatever else the machine does meets all.
  for (let round = 0; round < rounds; round++)
    for (const { engine, runs } of measured) runs.push(await measureLoop(engine, task));
  return measured.map(({ runs }) => runs.sort((a, b) => a.share - b.share)[runs.length >> 1]!);
}

async function measureLoop(engine: Engine, task: CurriculumTask): Promise<PreparationFigures> {
  const { chunkSet, split, settings, vectors } = task;
  const network = await networkFor(engine, task);
  const D = network.specification.inputSize;
  const vocabulary = vectors.length / D;
  const most = maxBatchRows(settings) * chunkSet.window;
  const { memory, heapBase, team } = await instantiateKernels('auto', engine.threads);
  const arena = createArena(memory, heapBase);
  const [table, index, words] = [arena.floats(vectors.length), arena.integers(most), arena.floats(most * D)];
  arena.commit();
  table.view.set(vectors);
  const between = { first: [] as number[], later: [] as number[] };
  const [planning, gathering, step]: [number[], number[], number[]] = [[], [], []];
  let [free, first] = [performance.now(), true];
  const watched: Network = {
    ...network,
    async trainStep(batch, given) {
      const called = performance.now();
      between[first ? 'first' : 'later'].push(called - free);
      const plan = planBatch(batch, maxBatchRows(settings), chunkSet.window, vocabulary);
      const planned = performance.now();
      index.view.set(plan.words);
      gatherRows({ team }, table.address, index.address, plan.words.length, D, words.address, D);
      const gathered = performance.now();
      const result = await network.trainStep(batch, given);
      [free, first] = [performance.now(), false];
      planning.push(planned - called);
      gathering.push(gathered - planned);
      step.push(free - gathered);
      return result;
    },
  };
  // An epoch's validation and its checkpoint are over when it is told of; sampling for the next begins.
  const onEpoch = (): void => void ([free, first] = [performance.now(), true]);
  await train({ network: watched, chunkSet, split, settings, callbacks: { onEpoch } });
  network.dispose();
  team.dispose();
  const median = (times: readonly number[]): number => summarize(times).median;
  const epochs = between.first.length;
  const figures = {
    ...{ threads: engine.threads, steps: step.length },
    between: (epochs * median(between.first) + between.later.length * median(between.later)) / step.length,
    ...{ planning: median(planning), gathering: median(gathering), step: median(step) },
  };
  const preparation = figures.between + figures.planning + figures.gathering;
  return { ...figures, share: preparation / (figures.between + figures.step) };
}

export const batchPreparationRow: Row = {
  name: 'batch-preparation',
  async measure(corpus) {
    const figures = await withSeedSizedPoems(corpus, (folder) => benchBatchPreparation(folder));
    return {
      lines: [
        'Making batches, of the whole curriculum of the seed (ms a step)',
        ...figures.map(
          ({ threads, between, planning, gathering, step }) =>
            `${threadsText(threads)}: sampling, batches and the rest of the loop ${between.toFixed(2)}, planning ${planning.toFixed(2)}, gathering ${gathering.toFixed(2)}; the step with the last two ${step.toFixed(2)}`,
        ),
      ],
      figures,
      verdicts: figures.map(({ threads, share }) => ({
        what: `batch preparation, ${threadsText(threads)}`,
        value: share * 100,
        ...({ unit: '% of a step', bound: 5, side: 'most' } as const),
      })),
    };
  },
};
