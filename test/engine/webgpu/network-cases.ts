import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { cells } from '../../../src/model/specification.ts';
import { compareFixture, readFixture } from '../../parity/compare-fixture.ts';
import { madeUpCase, type NetworkCase } from '../check-gradients.ts';
import { expectSameNumbers } from '../compare-engines.ts';
import { smallShortcut } from '../variant-cases.ts';
import type { WebGpuCase } from './cases.ts';

const compared: Record<string, NetworkCase> = {
  ...Object.fromEntries(cells.map((cell) => [`the seed’s network, ${cell}`, { seed: 300, specification: { cell } }])),
  'a GRU of two directions beside a shortcut, trained as recommended': {
    seed: 500,
    specification: {
      ...{ cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent', bottleneckSize: 5 },
      ...{ shortcut: true, ...smallShortcut },
    },
    objective: { plainShare: 0.6, contrastive: { weight: 0.1, temperature: 0.3 } },
  },
  'an LSTM of two layers with attention': {
    seed: 300,
    specification: { cell: 'lstm', layers: 2, pooling: 'attention', decoderInput: 'latent', positions: 2 },
  },
  'a variational bottleneck fed to every step': {
    seed: 800,
    specification: { variational: true, normalization: 'layer', decoderInput: 'latent' },
    objective: { kl: 0.3 },
  },
  'a decoder taught by true words': {
    seed: 901,
    teacherForcing: 0.5,
    specification: { cell: 'gru', decoderInput: 'words' },
  },
  'a transformer': {
    seed: 300,
    specification: { encoder: 'transformer', pooling: 'mean', hiddenSize: 8, decoderInput: 'latent' },
  },
};

const fixtures = ['rnn-small', 'gru-small', 'lstm-small'];

const step = { learningRate: 1e-3, clipNorm: 0.1 };

/** Whole networks. */
export const networkCases: WebGpuCase[] = [
  ...Object.entries(compared).map(([name, made]): WebGpuCase => ({
    name: `computes what the wasm engine does: ${name}`,
    run: ({ engine, wasm }) => expectSameNumbers(engine, wasm, made),
  })),
  ...fixtures.map((name): WebGpuCase => ({
    name: `matches PyTorch on ${name}`,
    async run({ engine }) {
      const file = path.join(import.meta.dirname, '../../fixtures', `${name}.safetensors`);
      const comparisons = await compareFixture(engine, readFixture(readFileSync(file)));
      expect(comparisons.length).toBeGreaterThan(40);
      expect(comparisons.filter(({ error, tolerance }) => !(error <= tolerance))).toEqual([]);
    },
  })),
  {
    name: 'leaves neither tensors nor memory of the device behind from step to step',
    async run({ engine }) {
      const before = tf.memory().numTensors;
      const { options, batch } = madeUpCase({ seed: 300, specification: { cell: 'lstm', directions: 2 } });
      const network = await engine.createNetwork(options);
      const alive: number[] = [];
      const bytes: number[] = [];
      for (let i = 0; i < 5; i++) {
        await network.trainStep(batch, step);
        await network.evaluate(batch);
        alive.push(tf.memory().numTensors);
        bytes.push((tf.memory() as unknown as { numBytesInGPU: number }).numBytesInGPU);
      }
      expect(new Set(alive).size).toBe(1);
      expect(new Set(bytes.slice(1)).size).toBe(1);
      network.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  },
  {
    name: 'keeps a bounded number of buffers, however many sizes there are',
    async run({ backend }) {
      const numbers = (i: number): number => 32768 * (i + 1);
      let sum = 0;
      for (let i = 0; i < 20; i++) {
        const ones = tf.tidy(() => tf.add(tf.fill([numbers(i)], 0.5), 0.5));
        const read = (await ones.data()) as Float32Array;
        expect(read.length).toBe(numbers(i));
        expect(read.findIndex((x) => x !== 1)).toBe(-1);
        sum += read.byteLength;
        ones.dispose();
      }
      // Each size had three buffers or more.
      expect(backend.memory().numBytesAllocatedInGPU).toBeLessThan(sum);
    },
  },
  {
    name: 'a step on a batch of known sizes makes no buffer',
    async run({ engine, backend: { device } }) {
      const { options, batch } = madeUpCase({ seed: 300, specification: { cell: 'gru' } });
      const network = await engine.createNetwork(options);
      for (let i = 0; i < 2; i++) await network.trainStep(batch, step);
      let made = 0;
      const create = device.createBuffer.bind(device);
      device.createBuffer = (descriptor) => (made++, create(descriptor));
      await network.trainStep(batch, step);
      device.createBuffer = create;
      network.dispose();
      expect(made).toBe(0);
    },
  },
  {
    name: 'a step whose numbers are none is told, and changes nothing',
    async run({ engine }) {
      const { options, batch } = madeUpCase({ seed: 300, specification: { cell: 'gru' } });
      const spoilt = options.vectors.map((x) => (x === 0 ? 0 : NaN));
      const network = await engine.createNetwork({ ...options, vectors: spoilt });
      const { loss, gradientNorm } = await network.trainStep(batch, step);
      expect([loss, gradientNorm]).toEqual([NaN, NaN]);
      expect(await network.parameters()).toEqual(options.parameters);
      network.dispose();
    },
  },
  {
    name: 'a training step is a fraction of the dispatches that it would be without the fused scan',
    async run({ engine, composite, dispatched }) {
      const { options } = madeUpCase({ seed: 300, specification: {} });
      const [rows, steps] = [2, 25];
      const batch = { rows, steps, lengths: Int32Array.of(25, 12), tokens: new Int32Array(rows * steps).fill(1) };
      const dispatches: number[] = [];
      for (const each of [engine, composite]) {
        const network = await each.createNetwork({ ...options, maxRows: rows, maxSteps: steps });
        const before = dispatched.all;
        await network.trainStep(batch, step);
        dispatches.push(dispatched.all - before);
        network.dispose();
      }
      const [fused, without] = dispatches as [number, number];
      // What is left does not grow with the steps.
      expect(fused).toBeLessThan(200);
      expect(without).toBeGreaterThan(400);
    },
  },
];
