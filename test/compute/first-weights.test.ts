import { expect, it } from 'vitest';
import { batchOfChunks } from '../../src/analysis/embedded-chunks.ts';
import { firstWeights } from '../../src/compute/first-weights.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { presets } from '../../src/training/presets.ts';
import { checkTrainingSettings } from '../../src/training/settings.ts';
import { madeUpChunks } from '../analysis/made-up-chunks.ts';

const { chunks, places } = madeUpChunks(20, 5, 12);
const all = Int32Array.from(chunks.lengths.keys());
const specification = completeSpecification({
  ...presets.recommended!.specification,
  ...{ inputSize: chunks.dimension, hiddenSize: 8, bottleneckSize: 6, shortcutHidden: 32, maxPositions: chunks.window },
});

/** Loss and deviations of the bottleneck before any training. */
async function atFirst(shortcutStart: { kinship: number; restScale: number; passes: number } | null) {
  const settings = checkTrainingSettings({ shortcutStart, initialBias: 'mean-word' });
  const network = await (
    await createWasmEngine()
  ).createNetwork({
    specification,
    vectors: chunks.vectors,
    parameters: await firstWeights(settings, specification, chunks, places, all),
    maxRows: all.length,
    maxSteps: chunks.window,
  });
  const { loss, bottleneck } = await network.reconstruct(batchOfChunks(chunks, all), true);
  network.dispose();
  const deviations = Array.from({ length: 6 }, (_, k) => {
    const values = Array.from(all, (row) => bottleneck[row * 6 + k]!);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  });
  return { loss, deviations };
}

it('a shortcut’s start gives passages back before any training, its second part on a smaller scale', async () => {
  const [silent, started] = [await atFirst(null), await atFirst({ kinship: 2, restScale: 0.1, passes: 40 })];
  expect(started.loss).toBeLessThan(0.9 * silent.loss);
  started.deviations.forEach((deviation, k) => expect(deviation).toBeCloseTo(k < 2 ? 1 : 0.1, 2));
});

it('a shortcut’s start is refused where there is no batch norm to scale it', async () => {
  const settings = checkTrainingSettings({ shortcutStart: { kinship: 4, restScale: 0.1, passes: 1 } });
  const other = { ...specification, normalization: 'layer' as const };
  await expect(firstWeights(settings, other, chunks, places, all)).rejects.toThrow('batch norm');
});
