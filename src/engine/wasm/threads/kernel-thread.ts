// A helping thread: takes parts of work in memories that it shares, and sleeps while there are none. Bundled on its own,
// as dist/kernel-thread.mjs.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import {
  DONE,
  FAILED,
  IDLE_SPINS,
  kernelFunctions,
  LEFT,
  MEMORY,
  runPart,
  takePart,
  type KernelCall,
} from './shared-work.ts';
import { startKernels } from './start-kernels.ts';
import type { HelperData, MemoryMessage } from './thread-pool.ts';

const { control, calls, thread, port } = workerData as HelperData;
const instances = new Map<number, KernelCall[]>();

// A thread that makes no objects never gets to collect those that it has let go of, and with them their memories.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function readMessages(): void {
  let released = false;
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    const message = got.message as MemoryMessage;
    if ('released' in message) released = instances.delete(message.id) || released;
    else {
      const { kernels } = startKernels(message.module, message.memory, thread);
      instances.set(
        message.id,
        kernelFunctions(kernels).map(([, call]) => call),
      );
    }
  }
  if (released) collectGarbage();
}

function work(): void {
  for (let part = takePart(control); part >= 0; part = takePart(control)) {
    try {
      // It stands still until this part is done.
      const memory = Atomics.load(control, MEMORY);
      if (!instances.has(memory)) readMessages();
      runPart({ control, calls }, instances.get(memory)!, part);
    } catch {
      Atomics.store(control, FAILED, 1);
    }
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

for (;;) {
  readMessages();
  work();
  for (let spin = 0; spin < IDLE_SPINS && Atomics.load(control, LEFT) === 0; spin++);
  Atomics.wait(control, LEFT, 0);
}
