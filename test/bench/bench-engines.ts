import type { Engine } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';

/** Threads that the wasm engine is measured with. */
export const measuredThreads: readonly number[] = [1, 2];

/** The wasm engine with these numbers of threads; with those alone that it then says it has. */
export async function benchEngines(threads: readonly number[]): Promise<Engine[]> {
  const engines = await Promise.all(threads.map((count) => createWasmEngine({ threads: count })));
  return engines.filter((engine, i) => engine.threads === threads[i]);
}

export function threadsText(threads: number | string): string {
  return Number(threads) === 1 ? '1 thread' : `${threads} threads`;
}
