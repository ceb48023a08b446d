import { EngineLost } from '../../engine/engine-lost.ts';
import type { EngineProblem, EngineVerdict, ProcessEngine } from '../../protocol/engine-choices.ts';
import type { FoundEngine } from './engine-packages.ts';
import { startEngineProcess, type EngineProcess, type ProcessOptions } from './engine-process.ts';
import { EngineUnusable } from './engine-unusable.ts';
import { probeNetwork } from './probe-network.ts';

/** How far a result may lie from the reference, as a relative L2 error. */
const tolerance = 1e-4;

/** Milliseconds for one call of a probe, the compilation of its shaders included. */
const answerMs = 60_000;

/** What another executable may do better. */
const worthAnotherRuntime: readonly EngineProblem[] = ['crashed', 'timed out', 'wrong result', 'binding missing'];

/** How engine processes are started; what is left out is as the program is installed. */
export interface ProcessMaker extends Pick<ProcessOptions, 'script' | 'execArgv' | 'openMs' | 'answerMs'> {
  /** In the order in which they are tried. */
  runtimes: readonly string[];
  software?: boolean;
}

/** Starts a process of an engine. Throws an EngineUnusable. */
export function openEngine(
  { engine, folder }: Pick<FoundEngine, 'engine' | 'folder'>,
  runtime: string,
  { runtimes: _, software = false, ...options }: ProcessMaker,
): Promise<EngineProcess> {
  return startEngineProcess({ ...options, open: { engine, folder, software }, runtime });
}

/** Tries an engine in a throwaway process: a training step of a tiny network, beside the default engine's. */
export async function probeEngine(found: FoundEngine, maker: ProcessMaker): Promise<EngineVerdict> {
  const { engine } = found;
  let first: EngineVerdict | undefined;
  for (const runtime of maker.runtimes) {
    const verdict = await probeIn(runtime, found, maker);
    if (verdict.usable) return verdict;
    first ??= verdict;
    if (!worthAnotherRuntime.includes(verdict.problem)) break;
  }
  return first ?? unusable(engine, 'crashed', 'there is no Node to run it');
}

async function probeIn(runtime: string, found: FoundEngine, maker: ProcessMaker): Promise<EngineVerdict> {
  const { engine } = found;
  let process: EngineProcess | undefined;
  try {
    process = await openEngine(found, runtime, { answerMs, ...maker });
    const error = await probeNetwork(process.engine);
    if (!(error <= tolerance)) return unusable(engine, 'wrong result', `its relative error is ${error.toPrecision(2)}`);
    const { description, adapter, version } = process;
    return { engine, usable: true, description, adapter, version, runtime };
  } catch (error) {
    if (error instanceof EngineUnusable) return unusable(engine, error.problem, error.message);
    if (!(error instanceof EngineLost)) return unusable(engine, 'crashed', String(error));
    if (error.loss === 'no answer') return unusable(engine, 'timed out', '');
    return unusable(engine, error.loss === 'out of memory' ? 'out of memory' : 'crashed', error.detail);
  } finally {
    process?.close();
  }
}

function unusable(engine: ProcessEngine, problem: EngineProblem, detail: string): EngineVerdict {
  return { engine, usable: false, problem, detail };
}
