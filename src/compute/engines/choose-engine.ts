import { UserError } from '../../corpus/user-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { EngineLost } from '../../engine/engine-lost.ts';
import { createWasmEngine } from '../../engine/wasm/wasm-engine.ts';
import type {
  EngineChoice,
  EngineName,
  EngineReport,
  EngineVerdict,
  ProcessEngine,
} from '../../protocol/engine-choices.ts';
import { engineLabels, notUsedWords, refusedWords, verdictWords } from './engine-words.ts';
import { findEngine } from './engine-packages.ts';
import type { EngineProcess } from './engine-process.ts';
import { judgeEngine, openUsable, type EngineSearch } from './find-usable-engine.ts';
import { timeSteps, type Trial } from './time-steps.ts';

export interface EngineRequest {
  choice: EngineChoice;
  /** Of the default engine; as many as help without it. */
  threads?: number | undefined;
  search: EngineSearch;
}

export interface ChosenEngine {
  engine: Engine;
  report: EngineReport;
  /** Ends what runs for it. */
  close(): void;
}

/** What to tell of while engines are tried, which may take a while. */
interface Options {
  signal?: AbortSignal;
  onTrying?(): void;
}

/** Those that `auto` considers beside the default: the plain TensorFlow.js is never the fastest. */
const rivals = ['cuda', 'webgpu'] as const satisfies readonly ProcessEngine[];

/**
 * The engine that was asked for; for `auto` the fastest of those that work, by steps of the training itself that `trial`
 * makes. Where no package of another engine is there, that is the default at once. Throws a UserError where the engine
 * that was asked for by name cannot be used, and the signal's reason.
 */
export async function chooseEngine(
  { choice, threads, search }: EngineRequest,
  trial: () => Trial,
  options: Options = {},
): Promise<ChosenEngine> {
  const wasm = (): Promise<Engine> => createWasmEngine(threads === undefined ? {} : { threads });
  if (choice === 'wasm') return chosen(await wasm(), 'It was asked for by name.');
  if (choice !== 'auto') {
    options.onTrying?.();
    const opened = await unlessAborted(open(choice, search, 'anew'), options.signal);
    if ('usable' in opened) throw new UserError(refusedWords(choice, verdictWords(opened)));
    return { ...chosen(opened.engine, 'It was asked for by name.'), close: opened.close };
  }

  const others: Runner[] = [];
  const unused: EngineVerdict[] = [];
  try {
    for (const engine of rivals) {
      if (findEngine(engine, search.folders)) options.onTrying?.();
      const opened = await unlessAborted(open(engine, search, 'known'), options.signal);
      if ('usable' in opened) unused.push(opened);
      else others.push({ engine: opened.engine, close: opened.close });
    }
    if (others.length === 0) return chosen(await wasm(), notUsedWords(unused).join(' '));
    return await fastestOf(
      [{ engine: await wasm(), close: () => undefined }, ...others],
      unused,
      trial(),
      options.signal,
    );
  } catch (error) {
    for (const { close } of others) close();
    throw error;
  }
}

/** How far the loss of a first step may lie from the default engine's, as a share of it. */
const lossTolerance = 1e-3;

interface Runner {
  engine: Engine;
  close(): void;
}

/** Has each take a few steps, keeps the fastest and ends the others. The first is the one that cannot be lost. */
async function fastestOf(
  runners: readonly Runner[],
  unused: readonly EngineVerdict[],
  trial: Trial,
  signal: AbortSignal | undefined,
): Promise<ChosenEngine> {
  const reasons = notUsedWords(unused);
  let expected: number | undefined;
  const times: { runner: Runner; milliseconds: number }[] = [];
  for (const runner of runners)
    try {
      const { milliseconds, loss } = await unlessAborted(timeSteps(runner.engine, trial, signal), signal);
      expected ??= loss;
      if (Math.abs(loss - expected) <= lossTolerance * Math.abs(expected)) times.push({ runner, milliseconds });
      else reasons.push(`${engineLabels[nameOf(runner.engine)]} cannot be used: wrong result.`);
    } catch (error) {
      if (!(error instanceof EngineLost)) throw error;
      reasons.push(error.message);
    }
  times.sort((a, b) => a.milliseconds - b.milliseconds);
  const [best, ...slower] = times;
  for (const runner of runners) if (runner !== best!.runner) runner.close();
  const told = slower.map(
    ({ runner, milliseconds }) => `${engineLabels[nameOf(runner.engine)]} takes ${timeText(milliseconds)}.`,
  );
  const why = [`It is the fastest here: ${timeText(best!.milliseconds)} a step.`, ...told, ...reasons].join(' ');
  const { engine, close } = best!.runner;
  const steps = times.map(({ runner, milliseconds }) => ({ engine: nameOf(runner.engine), milliseconds }));
  return { ...chosen(engine, why, steps), close };
}

async function open(
  engine: ProcessEngine,
  search: EngineSearch,
  probe: 'known' | 'anew',
): Promise<EngineProcess | EngineVerdict> {
  const verdict = await judgeEngine(engine, search, probe);
  return verdict.usable ? openUsable(verdict, search) : verdict;
}

/** The work's result, or at once the signal's reason: a driver may be stuck. What is opened too late is closed. */
function unlessAborted<T extends object>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
      work.then(
        (late: T | EngineProcess) => {
          if ('close' in late) late.close();
        },
        () => undefined,
      );
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function chosen(engine: Engine, why: string, steps: EngineReport['steps'] = []): ChosenEngine {
  const { description, threads } = engine;
  return { engine, report: { engine: nameOf(engine), description, threads, why, steps }, close: () => undefined };
}

function nameOf({ name }: Engine): EngineName {
  return name as EngineName;
}

function timeText(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}
