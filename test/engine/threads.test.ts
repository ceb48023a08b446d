import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { instantiateKernels } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import type { TensorMap } from '../../src/model/parameters.ts';
import { differences, recipes, resultsOf, type Recipe } from './recipes.ts';

async function withThreads(recipe: Recipe, threads: number): Promise<TensorMap> {
  const engine = await createWasmEngine({ threads });
  expect(engine.threads).toBe(threads);
  return resultsOf(recipe, engine);
}

describe('threads', () => {
  it.each(recipes)('change nothing of what is computed: $name', async (recipe) => {
    const alone = await withThreads(recipe, 1);
    for (const threads of [2, 3, 8]) {
      const together = await withThreads(recipe, threads);
      expect([threads, differences(alone, together)]).toEqual([threads, []]);
    }
  });

  it('compute what one thread computes while other work keeps them from their share', async () => {
    const alone = await withThreads(recipes[0]!, 1);
    const busy = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['-e', 'const end = Date.now() + 3000; while (Date.now() < end);']),
    );
    for (let round = 0; round < 3; round++)
      expect((await withThreads(recipes[0]!, 4)).get('decoder.rnn.weight_hh_l0')).toEqual(
        alone.get('decoder.rnn.weight_hh_l0'),
      );
    await Promise.all(busy);
  });

  it('leave work of more calls than can be written down to the thread that has it', async () => {
    const { team, memory, heapBase } = await instantiateKernels('auto', 2);
    const view = new Float32Array(memory.buffer, heapBase, 16);
    view.fill(1);
    team.run(2, 1, (kernels, from) => {
      for (let i = 0; i < 5000; i++) kernels.sumRows(heapBase, 1, 1, 1, heapBase + 16 * (from + 1));
    });
    expect([view[4], view[8]]).toEqual([5001, 5001]);
    team.dispose();
  });

  it('are told when a kernel fails in one of them', async () => {
    const { team, memory, heapBase } = await instantiateKernels('auto', 2);
    const view = new Float32Array(memory.buffer, heapBase, 8);
    const beyond = 2 ** 31;
    const runOnce = (): void =>
      team.run(2, 1, (kernels, from) => {
        if (from === 1) kernels.clearRows(beyond, 1, 4, 0);
        // Long enough that the other thread takes its part.
        else for (const end = performance.now() + 100; performance.now() < end;) kernels.clearRows(heapBase, 1, 4, 0);
      });
    // While the other thread is still starting, or kept from its share by other work, a run fails in this one.
    await vi.waitFor(() => expect(runOnce).toThrow(/A thread of the wasm engine failed/), { timeout: 20_000 });
    // What follows is not held to it.
    view.fill(1);
    team.run(2, 1, (kernels, from) => kernels.clearRows(heapBase + from * 16, 1, 4, 0));
    expect([...view]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    team.dispose();
  });

  it('let go of the memories that are no longer needed', async () => {
    const script = path.join(import.meta.dirname, 'memory-of-threads.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', script]);
    expect(Number(stdout)).toBeLessThan(400);
  });

  it('do not keep a process from ending', async () => {
    const script = path.join(import.meta.dirname, 'train-and-end.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
    expect(stdout.trim()).toBe('trained');
  });
});
