import { Worker } from 'node:worker_threads';
import { builtFile } from './built-file.ts';
import { idleCores } from './idle-cores.ts';
import type { StretchRows } from './read-stretch.ts';
import type { WantedTable } from './wanted-words.ts';

/** A stretch of a file: the bytes [from, to). */
export interface Stretch {
  which: number;
  from: number;
  to: number;
}

/** The file that the stretches are of. */
export interface StretchFile {
  file: string;
  /** Numbers a word. */
  dimension: number;
  kernels: WebAssembly.Module;
  /** The wanted words. */
  table: WantedTable;
}

export type ThreadTask = StretchFile | Stretch;

/** Without `which`: the thread is ready. Without `rows`: the stretch has to be read in its order. */
export interface StretchAnswer {
  which?: number;
  rows?: StretchRows;
}

/** Threads that read stretches of one file. One that does not start or does not answer does nothing, and keeps nobody. */
export interface StretchThreads {
  /** `answered` is called with each stretch that was read. */
  begin(file: StretchFile, answered: (which: number, rows: StretchRows | undefined) => void): void;
  /** Gives each thread that has little left to do the stretches that `next` returns, until that is undefined. */
  feed(next: () => Stretch | undefined): void;
  /** Ends them, whatever they are at. */
  stop(): void;
}

/** Enough for a thread to go on while this one is busy, few enough for the last ones to be done together. */
const stretchesAhead = 4;
/** Reading is soon as fast as the memory is. */
const mostHelpers = 3;

/** Threads that help beside this one: one for each idle core; on a busy one it would only take turns with this thread. */
export function defaultHelpers(): number {
  return Math.min(mostHelpers, idleCores());
}

export function startStretchThreads(helpers: number): StretchThreads {
  const bundle = builtFile('vector-thread.mjs');
  let answered: Parameters<StretchThreads['begin']>[1] = () => undefined;
  const threads = Array.from({ length: helpers }, () => {
    const worker = new Worker(bundle, { execArgv: [] });
    const thread = { worker, isReady: false, given: 0 };
    worker.on('message', ({ which, rows }: StretchAnswer) => {
      thread.isReady = true;
      if (which === undefined) return;
      thread.given--;
      answered(which, rows);
    });
    worker.on('error', () => {
      thread.isReady = false;
    });
    worker.unref();
    return thread;
  });
  return {
    begin: (file, listener) => {
      answered = listener;
      for (const { worker } of threads) worker.postMessage(file satisfies ThreadTask);
    },
    feed: (next) => {
      for (const thread of threads) {
        while (thread.isReady && thread.given < stretchesAhead) {
          const stretch = next();
          if (!stretch) return;
          thread.given++;
          thread.worker.postMessage(stretch satisfies ThreadTask);
        }
      }
    },
    stop: () => {
      // Nobody waits: on a busy machine one may take longer to start than the file to be read without it.
      for (const { worker } of threads) void worker.terminate();
    },
  };
}
