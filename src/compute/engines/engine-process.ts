import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../../engine/engine.ts';
import { EngineLost, type EngineLoss } from '../../engine/engine-lost.ts';
import type { EngineToOpen, OpenedEngine, ToEngine } from '../../protocol/engine-messages.ts';
import { readFromEngine, readOpenedEngine } from '../../protocol/read-engine-messages.ts';
import type { Reader } from '../../protocol/read-value.ts';
import { EngineUnusable } from './engine-unusable.ts';
import { lossWords } from './engine-words.ts';
import { remoteNetwork, type AskEngine } from './remote-network.ts';

/** An engine that computes in a process of its own, which a crashing driver takes down alone. */
export interface EngineProcess extends OpenedEngine {
  readonly engine: Engine;
  readonly pid: number | undefined;
  /** Ends the process at once. */
  close(): void;
}

export interface ProcessOptions {
  open: EngineToOpen;
  /** The executable that runs it. */
  runtime: string;
  /** The process's entry, absolute, and what the executable is told before it. */
  script?: string;
  execArgv?: readonly string[];
  /** Milliseconds within which the engine has to be loaded, and any call answered. */
  openMs?: number;
  answerMs?: number;
}

/** Loading CUDA's libraries for the first time takes some of it. */
const openMsByDefault = 60_000;
/** Far above the longest call: what is not answered by then is stuck in a driver. */
const answerMsByDefault = 5 * 60_000;
const keptLines = 40;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Starts a process and loads an engine in it. Throws an EngineUnusable, and leaves no process behind. */
export async function startEngineProcess(options: ProcessOptions): Promise<EngineProcess> {
  const { open, runtime, openMs = openMsByDefault, answerMs = answerMsByDefault } = options;
  const { engine: name } = open;
  const child = fork(options.script ?? engineScript(), [], {
    execPath: runtime,
    ...(options.execArgv && { execArgv: [...options.execArgv] }),
    env: {
      ...process.env,
      // So that VS Code's own executable runs as plain Node.
      ELECTRON_RUN_AS_NODE: '1',
    },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lines = keepLastLines(child);
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let lost: EngineLost | undefined;

  const settle = (id: number): Pending | undefined => {
    const entry = pending.get(id);
    pending.delete(id);
    clearTimeout(entry?.timer);
    return entry;
  };
  /** From now on every call is rejected with this loss, which was the first. */
  const lose = (loss: EngineLoss, detail: string): void => {
    lost ??= new EngineLost(name, loss, detail, lossWords(name, loss, detail));
    for (const id of [...pending.keys()]) settle(id)?.reject(lost);
    child.kill('SIGKILL');
  };
  const ask: AskEngine = <T>(message: object, reader: Reader<T>, limitMs = answerMs) =>
    new Promise<T>((resolve, reject) => {
      if (lost) return reject(lost);
      const id = nextId++;
      const timer = setTimeout(() => lose('no answer', `for ${Math.round(limitMs / 1000)} s`), limitMs);
      const read = (result: unknown): void => {
        try {
          resolve(reader(result, 'result'));
        } catch (error) {
          lose('validation', error instanceof Error ? error.message : String(error));
          reject(lost!);
        }
      };
      pending.set(id, { resolve: read, reject, timer });
      // A sending that fails is followed by the child's exit, which ends the call.
      child.send({ ...message, id }, () => undefined);
    });

  child.on('message', (raw) => {
    try {
      const message = readFromEngine(raw);
      if (message.type === 'lost') return lose(message.loss, message.message);
      if (message.type === 'result') return settle(message.id)?.resolve(message.result);
      const { failure } = message;
      if (failure.kind === 'range') return settle(message.id)?.reject(new RangeError(failure.message));
      if (failure.kind === 'loss') return lose(failure.loss, failure.message);
      settle(message.id)?.reject(new EngineUnusable(failure.problem, failure.message));
    } catch (error) {
      lose('validation', error instanceof Error ? error.message : String(error));
    }
  });
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      lose('ended', error.message);
      resolve();
    });
    // After `exit`: what the process wrote last has been read by then.
    child.once('close', (code, signal) => {
      lose('ended', signal ? `signal ${signal}` : `exit code ${code}`);
      resolve();
    });
  });
  const endWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  child.once('exit', () => process.removeListener('exit', endWithParent));
  const close = (): void => lose('ended', 'it was closed');

  try {
    const opened = await ask({ type: 'open', open }, readOpenedEngine, openMs);
    const tell = (message: ToEngine): void => void (lost ?? child.send(message, () => undefined));
    const engine: Engine = {
      name,
      description: opened.description,
      threads: opened.threads,
      createNetwork: (networkOptions) => remoteNetwork(ask, tell, networkOptions),
    };
    return { ...opened, engine, pid: child.pid, close };
  } catch (error) {
    close();
    await ended;
    throw unusableFor(error, lines);
  }
}

/** Why an engine could not be loaded, with what its process wrote where that says more. */
function unusableFor(error: unknown, lines: readonly string[]): Error {
  if (error instanceof EngineUnusable) {
    const { problem, message } = error;
    return new EngineUnusable(problem, message || missingLibrary(lines));
  }
  if (!(error instanceof EngineLost)) return error as Error;
  if (error.loss === 'out of memory') return new EngineUnusable('out of memory', error.detail);
  if (error.loss === 'no answer') return new EngineUnusable('timed out');
  return new EngineUnusable('crashed', tellingLine(lines) || error.detail);
}

/** Of what a process wrote last, the line that tells most: what was missing, else an error, else the last. */
function tellingLine(lines: readonly string[]): string {
  const told = toldLines(withoutInformation(lines));
  return missingLibrary(lines) || (told.find((line) => /error|fatal|fail/i.test(line)) ?? told.at(-1) ?? '');
}

/** Without what TensorFlow only informs of, which may go on over several lines: "… round-off errors …" is none. */
function withoutInformation(lines: readonly string[]): string[] {
  let informs = false;
  return lines.filter((line) => {
    const level = /(?:^|: )([IWEF])(?: |\d{4} ).*?\.cc:\d+\] /.exec(line)?.[1];
    if (level !== undefined) informs = level === 'I';
    return !informs;
  });
}

/** What TensorFlow and Dawn say of a library that they did not find; '' where they said nothing of the kind. */
function missingLibrary(lines: readonly string[]): string {
  return (
    toldLines(lines).find((line) => /could(n't| not) (load|find cuda)|cannot open|no cuda-capable/i.test(line)) ?? ''
  );
}

/** Without the time and place that TensorFlow puts before each. */
function toldLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^.*?\.cc:\d+\] /, '').trim()).filter((line) => line !== '');
}

/** The last lines of a child's standard error: drivers and TensorFlow tell there what they miss. */
function keepLastLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (lines.push(line) > keptLines) lines.shift();
    });
  return lines;
}

/** The engine process's entry: beside this module in the sources, beside its bundle when that is built. */
function engineScript(): string {
  const here = fileURLToPath(import.meta.url);
  return path.join(path.dirname(here), here.endsWith('.ts') ? 'main.ts' : 'engine-process.mjs');
}
