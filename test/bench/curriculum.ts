import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { createRandom, restoreRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { sampleEpoch } from '../../src/corpus/samplers.ts';
import { chunksOf, splitPoems } from '../../src/corpus/split.ts';
import type { ChunkSet, Split } from '../../src/corpus/types.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { typedTensors } from '../../src/model/safetensors.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { epochBatches } from '../../src/training/epoch-batches.ts';
import { presets } from '../../src/training/presets.ts';
import { maxBatchRows, scalePhases, type TrainingSettings } from '../../src/training/settings.ts';
import { train } from '../../src/training/train.ts';
import { startState } from '../../src/training/training-state.ts';
import { benchEngines, measuredThreads, threadsText } from './bench-engines.ts';
import { floats, integers, startPythonPeer, whyNoMeasure, type PythonPeer } from './python-peer.ts';
import type { Row } from './row.ts';
import { withSeedSizedPoems } from './seed-sized-poems.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

const specification = completeSpecification({ inputSize: 300 });

/** The notebook's training, ready to run. */
export interface CurriculumTask {
  chunkSet: ChunkSet;
  split: Split;
  settings: TrainingSettings;
  /** [vocabulary, 300] */
  vectors: Float32Array;
  parameters: TensorMap;
}

export interface CurriculumFigures {
  poems: number;
  chunks: number;
  epochs: number;
  steps: number;
  /** Seconds of the whole loop by number of threads. */
  ours: Record<number, Summary>;
  /** With the faster of the numbers of threads tried; null where python3 has no PyTorch. */
  pytorch: { threads: number; seconds: Summary } | null;
  /** Of the last epoch: that both sides end alike shows that they did the same. */
  losses: { ours: Losses; pytorch: Losses | null };
}

interface Losses {
  train: number;
  validation: number;
}

/**
 * The preset `seed` from its first batch to its last epoch's validation, without files, beside the same in PyTorch:
 * the same first weights, the same chunks in the same batches, the same validation. What either needs before (reading,
 * vectors, in PyTorch the embedded chunks that the notebook keeps in memory) is not in the time.
 */
export async function benchCurriculum(
  folder: string,
  options: {
    rounds?: number | undefined;
    epochs?: number;
    threads?: readonly number[];
    peerThreads?: readonly number[];
  } = {},
): Promise<CurriculumFigures> {
  const { rounds = 3, threads = measuredThreads, peerThreads = [1, 2] } = options;
  const task = await curriculumTask(folder, options.epochs);
  const plan = plannedBatches(task);
  const engines = await benchEngines(threads);
  const python = startPeer(task, plan);
  const fastest = python && (await fasterThreads(python, peerThreads, plan.length));
  const ours: Record<number, number[]> = Object.fromEntries(engines.map((engine) => [engine.threads, []]));
  const theirs: number[] = [];
  let ourLosses: Losses = { train: NaN, validation: NaN };
  let theirLosses: Losses | null = null;
  // In turns, so that whatever else the machine does meets both.
  for (let round = 0; round < rounds; round++) {
    for (const engine of engines) {
      const { seconds, ...losses } = await trainOnce(engine, task);
      ours[engine.threads]!.push(seconds);
      ourLosses = losses;
    }
    if (python && fastest !== undefined) {
      const { seconds, ...losses } = await python.ask<Losses & { seconds: number }>(`${fastest} 0 ${plan.length}`);
      theirs.push(seconds);
      theirLosses = losses;
    }
  }
  python?.stop();
  return {
    poems: task.split.train.length + task.split.validation.length + task.split.test.length,
    chunks: task.chunkSet.chunks.length,
    epochs: plan.length,
    steps: plan.reduce((sum, { batches }) => sum + batches.length, 0),
    ours: Object.fromEntries(Object.entries(ours).map(([count, seconds]) => [count, summarize(seconds)])),
    pytorch: fastest === undefined ? null : { threads: fastest, seconds: summarize(theirs) },
    losses: { ours: ourLosses, pytorch: theirLosses },
  };
}

/** The preset `seed` on a folder's poems, with made-up vectors 300 wide: speed does not depend on their values. */
export async function curriculumTask(folder: string, epochs?: number): Promise<CurriculumTask> {
  const corpus = await readCorpus(folder);
  const { training } = presets.seed!;
  const settings = epochs === undefined ? training : { ...training, phases: scalePhases(training.phases, epochs) };
  const random = createRandom(settings.seed);
  const { inputSize: D } = specification;
  const values = random.fork('vectors');
  return {
    chunkSet: buildChunks(corpus, defaultChunkSettings),
    split: splitPoems(corpus.poems.length, [0.7, 0.2, 0.1], random.fork('split')),
    settings,
    vectors: Float32Array.from({ length: corpus.vocabulary.tokens.length * D }, (_, i) =>
      i < D ? 0 : values.normal() * 0.4,
    ),
    parameters: initialParameters(specification, random.fork('parameters')),
  };
}

export function networkFor(engine: Engine, { vectors, parameters, settings, chunkSet }: CurriculumTask) {
  return engine.createNetwork({
    ...{ specification, vectors, parameters, seed: settings.seed },
    ...{ maxRows: maxBatchRows(settings), maxSteps: chunkSet.window },
  });
}

async function trainOnce(engine: Engine, task: CurriculumTask): Promise<Losses & { seconds: number }> {
  const { chunkSet, split, settings } = task;
  const network = await networkFor(engine, task);
  const started = performance.now();
  const { trainLoss, valLoss } = await train({ network, chunkSet, split, settings });
  const seconds = (performance.now() - started) / 1000;
  network.dispose();
  return { seconds, train: trainLoss ?? NaN, validation: valLoss ?? NaN };
}

interface PlannedEpoch {
  /** Chunk indices. */
  batches: Int32Array[];
  /** Tokens that a chunk is cut after. */
  steps: number;
}

/** The batches that `train` will take, drawn as it draws them, so that PyTorch can take the same. */
export function plannedBatches({ chunkSet, split, settings }: CurriculumTask): PlannedEpoch[] {
  const training = chunksOf(chunkSet, split.train);
  const random = restoreRandom(startState(settings).random);
  return settings.phases.flatMap(({ epochs, maxTokens }) =>
    Array.from({ length: epochs }, () => ({
      batches: epochBatches(sampleEpoch(settings.sampler, chunkSet, training, settings, random), settings.batchSize),
      steps: Math.min(maxTokens, chunkSet.window),
    })),
  );
}

function startPeer({ chunkSet, split, settings, vectors, parameters }: CurriculumTask, plan: PlannedEpoch[]) {
  const { window, tokens, lengths } = chunkSet;
  const batches = plan.flatMap((epoch) => epoch.batches);
  const validation = chunksOf(chunkSet, split.validation);
  const list = (numbers: readonly number[]) => integers([numbers.length], Int32Array.from(numbers));
  return startPythonPeer(
    'pytorch_curriculum.py',
    new Map([
      ['vectors', floats([vectors.length / specification.inputSize, specification.inputSize], vectors)],
      ['tokens', integers([lengths.length, window], tokens)],
      ['lengths', integers([lengths.length], lengths)],
      ['validation', integers([validation.length], validation)],
      ['order', list(batches.flatMap((batch) => [...batch]))],
      ['batch_rows', list(batches.map((batch) => batch.length))],
      ['epoch_batches', list(plan.map((epoch) => epoch.batches.length))],
      ['epoch_steps', list(plan.map(({ steps }) => steps))],
      ...[...typedTensors(parameters)].map(([name, tensor]) => [`model.${name}`, tensor] as const),
    ]),
    {
      cell: specification.cell,
      hiddenSize: String(specification.hiddenSize),
      bottleneckSize: String(specification.bottleneckSize),
      learningRate: String(settings.learningRate),
      clipNorm: String(settings.clipNorm),
      batchSize: String(settings.batchSize),
    },
  );
}

/** The number of threads that PyTorch takes the last epoch, of the longest sequences, fastest with; it warms up first. */
async function fasterThreads(python: PythonPeer, candidates: readonly number[], epochs: number): Promise<number> {
  let best = { threads: candidates[0]!, seconds: Infinity };
  for (const threads of candidates) {
    let seconds = Infinity;
    // On a busy machine its threads can wait for each other without end: one epoch then says enough.
    for (let i = 0; i < 3 && (i === 0 || seconds < 3 * best.seconds); i++)
      seconds = Math.min(
        seconds,
        (await python.ask<{ seconds: number }>(`${threads} ${epochs - 1} ${epochs}`)).seconds,
      );
    if (seconds < best.seconds) best = { threads, seconds };
  }
  return best.threads;
}

export const curriculumRow: Row = {
  name: 'curriculum',
  async measure(corpus, { rounds }) {
    const figures = await withSeedSizedPoems(corpus, (folder) => benchCurriculum(folder, { rounds }));
    const { poems, chunks, epochs, steps, ours, pytorch, losses } = figures;
    const loss = ({ train, validation }: Losses): string => `${train.toFixed(5)}, ${validation.toFixed(5)}`;
    const lines = [
      `The whole curriculum of the seed on ${poems} poems, ${chunks} chunks: ${epochs} epochs, ${steps} steps, validation each epoch; D=300 (median / best / spread, s)`,
    ];
    for (const [threads, seconds] of Object.entries(ours))
      lines.push(`ours, ${threadsText(threads)}: ${summaryText(seconds)}`);
    if (pytorch)
      lines.push(
        `PyTorch, its best number of threads (${pytorch.threads}): ${summaryText(pytorch.seconds)}`,
        `last losses, training and validation: ours ${loss(losses.ours)}; PyTorch ${losses.pytorch ? loss(losses.pytorch) : '–'}`,
      );
    else lines.push('no python3 here has PyTorch to compare with');
    const noMeasure = whyNoMeasure();
    const [threads, best] = Object.entries(ours).reduce((a, b) => (b[1].median < a[1].median ? b : a));
    return {
      lines,
      figures,
      verdicts: [
        {
          what: 'the whole curriculum against PyTorch',
          value: pytorch && noMeasure === undefined ? pytorch.seconds.median / best.median : NaN,
          ...({ unit: 'times as fast', bound: 4, side: 'least' } as const),
          note: noMeasure ?? threadsText(threads),
        },
      ],
    };
  },
};
