// Uses twelve memories of 100 MB, one after the other, with a helping thread, and tells how many MB the process holds in the
// end; see threads.test.ts.
import { setTimeout as delay } from 'node:timers/promises';
import { createArena } from '../../src/engine/wasm/arena.ts';
import { instantiateKernels } from '../../src/engine/wasm/kernels.ts';

async function use(megabytes: number): Promise<void> {
  const { team, memory, heapBase } = await instantiateKernels('auto', 2);
  const arena = createArena(memory, heapBase);
  const buffer = arena.floats(megabytes * 2 ** 18);
  arena.commit();
  buffer.view.fill(1);
  team.run(2, 1, (kernels, from) => kernels.clearRows(buffer.address + from * 16, 1, 4, 0));
  team.dispose();
}

for (let i = 0; i < 12; i++) {
  await use(100);
  await delay(50);
  gc!();
}
await delay(200);
gc!();
console.log(Math.round(process.memoryUsage().rss / 1e6));
