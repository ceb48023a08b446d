// A throwaway process: whether the kernels for vectors of 256 bits compute what the others do here, and how much faster.
// Writes a WideKernelsReport to standard output. Bundled on its own, as dist/check-wide-kernels.mjs.
import { setFlagsFromString } from 'node:v8';
import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels, type KernelVariant } from '../engine/wasm/kernels.ts';
import { matrix, multiplyPacked, packedLength, packInto } from '../engine/wasm/matrix.ts';
import { createWasmEngine } from '../engine/wasm/wasm-engine.ts';
import type { WideKernelsReport } from '../engine/wasm/wide-kernels.ts';
import { cells, completeSpecification } from '../model/specification.ts';
import { stepOf } from './engines/probe-network.ts';

/** Wide enough for every shape of tile. */
const specifications = cells.map((cell) =>
  completeSpecification({ cell, inputSize: 20, hiddenSize: 28, bottleneckSize: 10 }),
);
const [rows, depth, columns] = [48, 128, 128] as const;
const rounds = 40;

async function steps(variant: KernelVariant): Promise<Buffer> {
  const engine = await createWasmEngine({ variant, threads: 1 });
  const parts: Uint8Array[] = [];
  for (const specification of specifications)
    for (const { buffer, byteOffset, byteLength } of await stepOf(engine, specification))
      parts.push(new Uint8Array(buffer, byteOffset, byteLength));
  return Buffer.concat(parts);
}

/** A product to time, in ms. */
async function timedProduct(variant: KernelVariant): Promise<() => number> {
  const { kernels, memory, heapBase } = await instantiateKernels(variant, 1);
  const arena = createArena(memory, heapBase);
  const [a, b, c] = [arena.floats(rows * depth), arena.floats(depth * columns), arena.floats(rows * columns)];
  const packed = arena.floats(packedLength(depth, columns));
  arena.commit();
  const right = packInto(kernels, packed.address, matrix(b.address, depth, columns));
  return () => {
    const started = performance.now();
    multiplyPacked(kernels, matrix(c.address, rows, columns), matrix(a.address, rows, depth), right, false);
    return performance.now() - started;
  };
}

/** The least time of each, in turns: whatever else the machine does meets both, and what it takes from one is no matter. */
async function compareSpeed(): Promise<number> {
  const [relaxed, wide] = [await timedProduct('relaxed'), await timedProduct('wide')];
  const best = { relaxed: Infinity, wide: Infinity };
  for (let round = 0; round < rounds; round++) {
    best.relaxed = Math.min(best.relaxed, relaxed());
    best.wide = Math.min(best.wide, wide());
  }
  return best.relaxed / best.wide;
}

// The other kernels are optimized at once as well, and compared as they will run; so they come first.
setFlagsFromString('--no-liftoff');
setFlagsFromString('--no-wasm-lazy-compilation');
const relaxed = await steps('relaxed');
const same = relaxed.equals(await steps('wide'));
const report: WideKernelsReport = { same, faster: await compareSpeed() };
process.stdout.write(JSON.stringify(report));
