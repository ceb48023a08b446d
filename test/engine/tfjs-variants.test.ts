import { beforeAll, describe, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { cells } from '../../src/model/specification.ts';
import { expectSameNumbers } from './compare-engines.ts';
import { objectiveNetworks, objectives } from './objective-cases.ts';
import { createBackendEngine, tfjsBackends } from './tfjs-backends.ts';
import { namedVariants, noises, smallShortcut } from './variant-cases.ts';

describe.each(tfjsBackends)('TensorFlow.js on its %s backend', (backend) => {
  let engine: Engine;
  let wasm: Engine;
  beforeAll(async () => {
    engine = await createBackendEngine(backend);
    wasm = await createWasmEngine();
  });

  // What a cell does differs between backends only in its products.
  describe.each(backend === 'wasm' ? (['gru'] as const) : cells)(
    'computes what the wasm engine does with a %s',
    (cell) => {
      it.each([['the seed’s', {}] as const, ...namedVariants])('%s', async (_, variant) => {
        await expectSameNumbers(engine, wasm, { seed: 300, specification: { ...variant, cell } });
      });

      it.each([0.5, 1])('taught by true words, for a share of %d', async (teacherForcing) => {
        for (const more of [{}, { layers: 2, positions: 2 }] as const) {
          const specification = { cell, decoderInput: 'words', ...more } as const;
          await expectSameNumbers(engine, wasm, { seed: 901, teacherForcing, specification });
        }
      });
    },
  );

  describe.each(objectiveNetworks)('computes what the wasm engine does with %s', (_, specification) => {
    it.each(Object.entries(objectives))('trained by %s', async (__, objective) => {
      await expectSameNumbers(engine, wasm, { seed: 500, specification, objective });
    });
  });

  it.each(Object.entries(noises))('draws the same noise (%s)', async (_, noise) => {
    for (const specification of [
      {},
      { cell: 'lstm', directions: 2, pooling: 'mean', positions: 2 },
      { shortcut: true, ...smallShortcut, pooling: 'mean' },
    ] as const)
      await expectSameNumbers(engine, wasm, { seed: 700, specification, noise });
  });

  it('draws the same points of a variational bottleneck, with their divergence', async () => {
    await expectSameNumbers(engine, wasm, {
      seed: 800,
      specification: { variational: true, normalization: 'layer', decoderInput: 'latent' },
      objective: { kl: 0.3, contrastive: { weight: 0.1, temperature: 0.5 } },
    });
  });
});
