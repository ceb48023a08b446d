import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { writeSafetensors, type TypedTensor } from '../../src/model/safetensors.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from '../engine/check-gradients.ts';
import { findTorch } from './find-torch.ts';

const python = findTorch();
if (!python) console.log('No python3 here has PyTorch (apt install python3-torch): variants are not held against it.');

const variants: Record<string, Partial<ModelSpecification>> = {
  'a GRU of two directions, mean and last, fed by the latent': {
    ...{ cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
  },
  'a GRU of two directions and two layers': { cell: 'gru', directions: 2, layers: 2, pooling: 'mean' },
  'an LSTM of two layers with positions': { cell: 'lstm', layers: 2, positions: 3 },
  'an RNN of two directions with attention and a layer norm': {
    ...{ cell: 'rnn', directions: 2, pooling: 'attention', normalization: 'layer', positions: 2 },
  },
  'a transformer of two layers without a norm': {
    ...{ encoder: 'transformer', layers: 2, pooling: 'mean', normalization: 'none', decoderInput: 'latent' },
    cell: 'gru',
  },
  // Before a batch norm the bias of the transformer's last norm would have no gradient but noise.
  'a transformer with attention pooling': {
    ...{ encoder: 'transformer', pooling: 'attention', cell: 'lstm', normalization: 'layer' },
  },
};

describe.skipIf(!python)('PyTorch', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-variants-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(variants))('computes the same outputs and gradients: %s', async (_, variant) => {
    const random = createRandom(12);
    const specification = completeSpecification({ inputSize: 10, hiddenSize: 12, bottleneckSize: 5, ...variant });
    const [rows, steps, vocabulary, D] = [9, 11, 25, specification.inputSize];
    const vectors = randomVectors(random, vocabulary, D);
    const parameters = initialParameters(specification, random);
    const batch = randomBatch(random, rows, steps, vocabulary);
    const network = await (
      await createWasmEngine()
    ).createNetwork({ specification, vectors, parameters, maxRows: rows, maxSteps: steps });
    const { bottleneck, reconstruction } = await network.reconstruct(batch, true);
    const { loss, gradients } = await network.gradients(batch);

    const input = new Float32Array(rows * steps * D);
    batch.tokens.forEach((id, i) => input.set(vectors.subarray(id * D, (id + 1) * D), i * D));
    const tensor = (shape: readonly number[], data: Float32Array): TypedTensor => ({ dtype: 'F32', shape, data });
    const file = path.join(folder, 'ours.safetensors');
    fs.writeFileSync(
      file,
      writeSafetensors(
        new Map<string, TypedTensor>([
          ['input', tensor([rows, steps, D], input)],
          ['lengths', { dtype: 'I32', shape: [rows], data: batch.lengths }],
          ['bottleneck', tensor([rows, specification.bottleneckSize], bottleneck)],
          ['reconstruction', tensor([rows, steps, D], reconstruction)],
          ['loss', tensor([1], Float32Array.of(loss))],
          ...[...parameters].map(([name, { shape, data }]) => [`weights/${name}`, tensor(shape, data)] as const),
          ...[...gradients].map(([name, { shape, data }]) => [`gradients/${name}`, tensor(shape, data)] as const),
        ]),
        Object.fromEntries(Object.entries(specification).map(([key, value]) => [key, String(value)])),
      ),
    );
    const script = path.join(import.meta.dirname, 'variant_model.py');
    const result = spawnSync(python!, [script, file], { encoding: 'utf8' });
    expect(result.status, result.stderr).toBe(0);
    const errors = Object.entries(JSON.parse(result.stdout) as Record<string, number>);
    expect(errors.length).toBe(3 + gradients.size);
    // As for the fixtures: outputs to 1e-5, any one gradient to 5e-5.
    const tolerance = (name: string): number => (name.startsWith('gradients/') ? 5e-5 : 1e-5);
    expect(errors.filter(([name, error]) => !(error <= tolerance(name)))).toEqual([]);
  });
});
