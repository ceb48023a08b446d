import { batchOf } from '../../src/corpus/batches.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { createArena } from '../../src/engine/wasm/arena.ts';
import { instantiateKernels } from '../../src/engine/wasm/kernels.ts';
import { matrix, multiplyPacked, packedLength, packInto } from '../../src/engine/wasm/matrix.ts';
import { benchEngines } from './bench-engines.ts';
import { curriculumTask, networkFor } from './curriculum.ts';
import type { Row } from './row.ts';
import { withSeedSizedPoems } from './seed-sized-poems.ts';
import { stepOperations } from './step-operations.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

/** Their operands fit into the second cache. */
type Shape = readonly [rows: number, depth: number, columns: number];
const shapes: readonly Shape[] = [
  [192, 128, 128],
  [192, 256, 128],
  [96, 512, 128],
  [384, 128, 256],
];
const rows = 32;

export interface ProductRateFigures {
  /** Operations a second, in 10^9, of the best of the shapes: in its best run. */
  bestRate: number;
  shape: Shape;
  /** ms a step of full length, one thread, and its products' operations in 10^6. */
  step: Summary;
  megaoperations: number;
  /** Of the best rate that the whole step reaches, in its best run and in its median one. */
  share: { best: number; median: number };
}

/** The rate of the product kernel by itself, and of all that a training step does; in turns, one thread. */
export async function benchProductRate(folder: string, rounds = 30): Promise<ProductRateFigures> {
  const kernel = await productKernel();
  const task = await curriculumTask(folder);
  const [engine] = await benchEngines([1]);
  const network = await networkFor(engine!, task);
  const random = createRandom(5);
  const batch = batchOf(
    task.chunkSet,
    Array.from({ length: rows }, () => random.integer(task.chunkSet.chunks.length)),
    task.chunkSet.window,
  );
  const step: number[] = [];
  const rates = shapes.map((): number[] => []);
  for (let round = -3; round < rounds; round++) {
    const started = performance.now();
    await network.trainStep(batch, { learningRate: 1e-3, clipNorm: 1 });
    if (round >= 0) step.push(performance.now() - started);
    shapes.forEach((shape, i) => {
      const rate = kernel(shape);
      if (round >= 0) rates[i]!.push(rate);
    });
  }
  const bests = rates.map((list) => Math.max(...list));
  const bestRate = Math.max(...bests);
  const operations = stepOperations(batch, network.specification);
  network.dispose();
  const times = summarize(step);
  const shareAt = (milliseconds: number): number => operations / (milliseconds * 1e-3) / (bestRate * 1e9);
  return {
    bestRate,
    shape: shapes[bests.indexOf(bestRate)]!,
    step: times,
    megaoperations: operations / 1e6,
    share: { best: shareAt(times.best), median: shareAt(times.median) },
  };
}

/** Multiplies once, about 2 ms long; gives 10^9 operations a second. */
async function productKernel(): Promise<(shape: Shape) => number> {
  const { kernels, memory, heapBase } = await instantiateKernels('auto');
  const arena = createArena(memory, heapBase);
  const most = (size: (shape: Shape) => number): number => Math.max(...shapes.map(size));
  const a = arena.floats(most(([count, depth]) => count * depth));
  const b = arena.floats(most(([, depth, columns]) => depth * columns));
  const packed = arena.floats(most(([, depth, columns]) => packedLength(depth, columns)));
  const c = arena.floats(most(([count, , columns]) => count * columns));
  arena.commit();
  const random = createRandom(6);
  for (const { view } of [a, b]) view.forEach((_, i) => (view[i] = random.normal()));
  return ([count, depth, columns]) => {
    const right = packInto(kernels, packed.address, matrix(b.address, depth, columns));
    const operations = 2 * count * depth * columns;
    const times = Math.ceil(8e7 / operations);
    const started = performance.now();
    for (let i = 0; i < times; i++)
      multiplyPacked(kernels, matrix(c.address, count, columns), matrix(a.address, count, depth), right, false);
    return (operations * times) / (performance.now() - started) / 1e6;
  };
}

export const productRateRow: Row = {
  name: 'product-rate',
  async measure(corpus) {
    const figures = await withSeedSizedPoems(corpus, (folder) => benchProductRate(folder));
    const { bestRate, shape, step, megaoperations, share } = figures;
    const percent = (part: number): string => `${(part * 100).toFixed(0)}%`;
    return {
      lines: [
        'The product kernel by itself, and what a training step reaches of it; 1 thread',
        `best rate ${bestRate.toFixed(1)} GFLOPS ([${shape[0]}, ${shape[1]}] times [${shape[1]}, ${shape[2]}])`,
        `a step, B=32, T=50, D=300: ${megaoperations.toFixed(0)} MFLOP in its products, ${summaryText(step)} ms (median / best / spread): ${percent(share.median)} of that rate in the median, ${percent(share.best)} at best`,
      ],
      figures,
      verdicts: [],
    };
  },
};
