import os from 'node:os';
import { enginePlaces } from '../../src/cli/engine-places.ts';
import { chooseEngine } from '../../src/compute/engines/choose-engine.ts';
import { verdictWords } from '../../src/compute/engines/engine-words.ts';
import { judgeEngine, openUsable, type EngineSearch } from '../../src/compute/engines/find-usable-engine.ts';
import type { Engine, Network } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { processEngines, type EngineReport } from '../../src/protocol/engine-choices.ts';
import { benchEngines, threadsText } from './bench-engines.ts';
import { whyNoMeasure } from './python-peer.ts';
import type { Row } from './row.ts';
import { stepPeer, stepTask, type StepTask } from './step-task.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

const STEPS = 50;
const ROUNDS = 5;
const STEPS_A_ROUND = 8;
/** Shaders are compiled, kernels loaded, and threads tried, in the steps that do not count. */
const WARM_UP_STEPS = 24;
/** A slow engine takes fewer: the plain JavaScript one a second for each. */
const WARM_UP_MS = 5000;
const ROUND_MS = 1000;
/** Of the default engine, where there are so many cores. */
const triedThreads = [1, 2, 4, 8];
const settings = { learningRate: 1e-3, clipNorm: 1 };

export interface EngineStepFigures {
  engines: {
    name: string;
    /** What the probe says of it. */
    words: string;
    /** ms a step; null where it cannot be used here. */
    step: Summary | null;
    /** Loss of the first step, on the same weights and batch for each. */
    loss: number | null;
  }[];
  /** ms a step of PyTorch by number of threads, and on CUDA where it has that. */
  pytorch: Record<string, Summary>;
  /** What `auto` takes on these batches, and why. */
  auto: EngineReport;
}

interface Runner {
  name: string;
  words: string;
  engine: Engine;
  close(): void;
}

/**
 * One training step of the seed's network on every engine that works here, in turns, beside PyTorch on the processor and
 * on CUDA: the default engine with 1, 2, 4 and 8 threads and with as many as help. Every engine is probed anew.
 */
export async function benchEngineSteps(
  corpusFolder: string,
  search: EngineSearch,
  { rounds = ROUNDS, warmUpMs = WARM_UP_MS }: { rounds?: number | undefined; warmUpMs?: number } = {},
): Promise<EngineStepFigures> {
  const task = await stepTask(corpusFolder);
  const batches = task.batches(STEPS);
  const { runners, missing } = await openEngines(search);
  const measured: { runner: Runner; network: Network; loss: number; times: number[] }[] = [];
  for (const runner of runners) {
    const network = await runner.engine.createNetwork(task.options);
    const began = performance.now();
    const { loss } = await network.trainStep(batches[0]!, settings);
    for (let step = 1; step < WARM_UP_STEPS && performance.now() - began < warmUpMs; step++)
      await network.trainStep(batches[step % batches.length]!, settings);
    measured.push({ runner, network, loss, times: [] });
  }
  const python = stepPeer(task);
  const theirs = new Map<string, number[]>();
  for (const device of python ? await python.ask<string[]>('devices') : []) {
    await python!.ask(`${device} ${STEPS} ${WARM_UP_STEPS / 3}`);
    theirs.set(device, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { network, times } of measured) {
      const began = performance.now();
      for (let step = 0; step < STEPS_A_ROUND && performance.now() - began < ROUND_MS; step++) {
        const start = performance.now();
        await network.trainStep(batches[step % batches.length]!, settings);
        times.push(performance.now() - start);
      }
    }
    for (const [device, times] of theirs)
      times.push(...(await python!.ask<number[]>(`${device} ${STEPS} ${STEPS_A_ROUND}`)));
  }
  python?.stop();
  for (const { runner, network } of measured) {
    network.dispose();
    runner.close();
  }
  return {
    engines: [
      ...measured.map(({ runner: { name, words }, loss, times }) => ({ name, words, step: summarize(times), loss })),
      ...missing.map(({ name, words }) => ({ name, words, step: null, loss: null })),
    ],
    pytorch: Object.fromEntries([...theirs].map(([device, times]) => [device, summarize(times)])),
    auto: await chosenByAuto(task, search),
  };
}

/** Those that work here, and what there is to say of the others. */
async function openEngines(
  search: EngineSearch,
): Promise<{ runners: Runner[]; missing: Omit<Runner, 'engine' | 'close'>[] }> {
  const stay = (): void => undefined;
  const cores = os.availableParallelism();
  const few = await benchEngines(triedThreads.filter((threads) => threads <= cores));
  const most = await createWasmEngine();
  const runners: Runner[] = [
    ...few.map((engine) => ({
      name: `wasm, ${threadsText(engine.threads)}`,
      words: engine.description,
      engine,
      close: stay,
    })),
    { name: 'wasm, as many threads as help', words: most.description, engine: most, close: stay },
  ];
  const missing: Omit<Runner, 'engine' | 'close'>[] = [];
  for (const name of processEngines) {
    const verdict = await judgeEngine(name, search, 'always');
    const opened = verdict.usable ? await openUsable(verdict, search) : verdict;
    if ('usable' in opened) missing.push({ name, words: verdictWords(opened) });
    else runners.push({ name, words: verdictWords(verdict), engine: opened.engine, close: opened.close });
  }
  return { runners, missing };
}

async function chosenByAuto({ options, batches }: StepTask, search: EngineSearch): Promise<EngineReport> {
  const trial = () => ({ options, batches: batches(STEPS).map((batch) => ({ batch, settings })) });
  const { report, close } = await chooseEngine({ choice: 'auto', search }, trial);
  close();
  return report;
}

export const engineStepsRow: Row = {
  name: 'engine-steps',
  async measure(corpus, { rounds, packages }) {
    const figures = await benchEngineSteps(corpus, enginePlaces(packages), { rounds });
    const { engines, pytorch, auto } = figures;
    const noMeasure = whyNoMeasure();
    return {
      lines: [
        `One training step on every engine, B=32, T=${STEPS}, D=300, H=128, Z=18 (median / best / spread, ms)`,
        ...engines.map(({ name, words, step, loss }) =>
          step
            ? `${name}: ${summaryText(step)}; loss of the first step ${loss!.toFixed(5)}. ${words}`
            : `${name}: ${words}`,
        ),
        ...Object.entries(pytorch).map(
          ([device, step]) => `PyTorch, ${device === 'cuda' ? 'CUDA' : threadsText(device)}: ${summaryText(step)}`,
        ),
        ...(noMeasure === undefined ? [] : [noMeasure]),
        `auto takes ${auto.description}. ${auto.why}`,
      ],
      figures,
      verdicts: [],
    };
  },
};
