import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { builtFile } from '../../built-file.ts';
import type { Kernels } from '../kernels.ts';
import {
  createRecorder,
  createSharedWork,
  DONE,
  FAILED,
  kernelFunctions,
  LEFT,
  MEMORY,
  runPart,
  SPINS,
  takePart,
  type SharedWork,
} from './shared-work.ts';

/** What a helper is started with. */
export interface HelperData extends SharedWork {
  thread: number;
  port: MessagePort;
}

/** Tells helpers of a memory before there is work in it, or that there will be none any more. */
export type MemoryMessage =
  { id: number; module: WebAssembly.Module; memory: WebAssembly.Memory } | { id: number; released: true };

/** The kernels of one memory, as all threads of a process can run them. */
export interface SharedKernels {
  /** Calls `part` for 0 to `parts` - 1 with kernels to make its calls of, and returns when all of them are done. */
  run(parts: number, part: (kernels: Kernels, which: number) => void): void;
  release(): void;
}

/** The helping threads of a process, which all networks use in turn. */
export interface ThreadPool {
  share(module: WebAssembly.Module, memory: WebAssembly.Memory, kernels: Kernels): SharedKernels;
}

const pools = new Map<number, ThreadPool>();

/** `size` counts the calling thread. */
export function threadPool(size: number): ThreadPool {
  const pool = pools.get(size) ?? startPool(size);
  pools.set(size, pool);
  return pool;
}

function startPool(size: number): ThreadPool {
  const work = createSharedWork(size - 1);
  const { control } = work;
  const ports = Array.from({ length: size - 1 }, (_, i) => startHelper(work, i + 1));
  const tell = (message: MemoryMessage): void => ports.forEach((port) => port.postMessage(message));
  let memories = 0;

  return {
    share(module, memory, kernels) {
      const id = ++memories;
      tell({ id, module, memory });
      const named = kernelFunctions(kernels);
      const recorder = createRecorder<Kernels>(work, named);
      const functions = named.map(([, call]) => call);
      return {
        run(parts, part) {
          const tooLong: number[] = [];
          for (let i = 1; i < parts; i++) {
            recorder.begin(i - 1);
            part(recorder.calls, i);
            if (!recorder.end()) tooLong.push(i);
          }
          Atomics.store(control, MEMORY, id);
          Atomics.store(control, DONE, 0);
          Atomics.store(control, LEFT, parts - 1);
          Atomics.notify(control, LEFT);
          try {
            part(kernels, 0);
            for (const i of tooLong) part(kernels, i);
            // A helper that is not awake yet has its part taken from it.
            for (let i = takePart(control); i >= 0; i = takePart(control)) {
              // Counted before: a part that fails here fails as a whole, and nobody else waits for it.
              Atomics.add(control, DONE, 1);
              runPart(work, functions, i);
            }
          } catch (error) {
            // Nobody begins another part; those under way are still waited for.
            for (let i = takePart(control); i >= 0; i = takePart(control)) Atomics.add(control, DONE, 1);
            throw error;
          } finally {
            awaitOthers(control, parts - 1);
          }
        },
        release() {
          tell({ id, released: true });
          // Those asleep wake up and let go of the memory.
          Atomics.notify(control, LEFT);
        },
      };
    },
  };
}

function awaitOthers(control: Int32Array, parts: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, DONE) === parts) break;
  for (let done = Atomics.load(control, DONE); done !== parts; done = Atomics.load(control, DONE))
    Atomics.wait(control, DONE, done);
  if (Atomics.exchange(control, FAILED, 0) !== 0)
    throw new Error('A thread of the wasm engine failed: start again with fewer threads.');
}

function startHelper(work: SharedWork, thread: number): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const workerData: HelperData = { ...work, thread, port: port2 };
  const worker = new Worker(builtFile('kernel-thread.mjs'), { workerData, transferList: [port2], execArgv: [] });
  // Helpers never keep a process alive; one that cannot start leaves its share to the others.
  worker.on('error', () => undefined);
  worker.unref();
  port1.unref();
  return port1;
}
