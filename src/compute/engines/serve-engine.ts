import type { Engine, Network } from '../../engine/engine.ts';
import type { EngineLoss } from '../../engine/engine-lost.ts';
import type {
  EngineFailure,
  EngineToOpen,
  FromEngine,
  OpenedEngine,
  ToEngine,
} from '../../protocol/engine-messages.ts';
import { readToEngine } from '../../protocol/read-engine-messages.ts';
import { EngineUnusable } from './engine-unusable.ts';

export interface LoadedEngine extends Omit<OpenedEngine, 'description' | 'threads'> {
  engine: Engine;
}

/** Loads an engine, which tells when it is lost between two calls. Throws an EngineUnusable. */
export type LoadEngine = (
  open: EngineToOpen,
  onLoss: (loss: EngineLoss, message: string) => void,
) => Promise<LoadedEngine>;

/** The answering side of an engine process: takes messages, and does what they ask for one after the other. */
export function serveEngine(load: LoadEngine, post: (message: FromEngine) => void): (message: unknown) => void {
  const networks = new Map<number, Network>();
  let engine: Engine | undefined;
  let nextNetwork = 1;
  let last = Promise.resolve();

  const networkOf = (number: number): Network => {
    const network = networks.get(number);
    if (!network) throw new RangeError(`There is no network ${number}.`);
    return network;
  };

  async function answer(message: Extract<ToEngine, { id: number }>): Promise<unknown> {
    if (message.type === 'open') {
      const onLoss = (loss: EngineLoss, detail: string): void => post({ type: 'lost', loss, message: detail });
      const { engine: loaded, ...rest } = await load(message.open, onLoss);
      engine = loaded;
      return { ...rest, description: loaded.description, threads: loaded.threads } satisfies OpenedEngine;
    }
    if (message.type === 'create') {
      if (!engine) throw new RangeError('No engine is open.');
      networks.set(nextNetwork, await engine.createNetwork(message.options));
      return nextNetwork++;
    }
    const call = networkOf(message.network)[message.call] as (...args: unknown[]) => Promise<unknown>;
    return call(...message.args);
  }

  async function take(message: ToEngine): Promise<void> {
    if ('id' in message) {
      try {
        post({ type: 'result', id: message.id, result: await answer(message) });
      } catch (error) {
        post({ type: 'failure', id: message.id, failure: failureOf(error) });
      }
      return;
    }
    try {
      const network = networkOf(message.network);
      if (message.type === 'setVectors') network.setVectors(message.vectors);
      else if (message.type === 'setParameters') network.setParameters(message.parameters);
      else if (message.type === 'setOptimizerState') network.setOptimizerState(message.state);
      else {
        networks.delete(message.network);
        network.dispose();
      }
    } catch (error) {
      // No answer is waited for, so that the next call would compute with something else.
      const failure = failureOf(error);
      post({ type: 'lost', loss: failure.kind === 'loss' ? failure.loss : 'validation', message: failure.message });
    }
  }

  return (raw) => {
    let message: ToEngine;
    try {
      message = readToEngine(raw);
    } catch (error) {
      post({ type: 'lost', loss: 'validation', message: textOf(error) });
      return;
    }
    last = last.then(() => take(message));
  };
}

/** What TensorFlow, Dawn and the system say when memory runs out. */
const wantOfMemory = /\bOOM\b|out of memory|bad_alloc|failed to allocate|cannot allocate|allocation failed/i;

function failureOf(error: unknown): EngineFailure {
  const message = textOf(error);
  if (error instanceof EngineUnusable) return { kind: 'problem', problem: error.problem, message };
  if (wantOfMemory.test(message)) return { kind: 'loss', loss: 'out of memory', message };
  if (error instanceof RangeError) return { kind: 'range', message };
  return { kind: 'loss', loss: 'validation', message };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
