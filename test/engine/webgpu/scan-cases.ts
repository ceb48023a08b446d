import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { createRandom } from '../../../src/corpus/random.ts';
import { gateLayouts } from '../../../src/engine/gate-layouts.ts';
import { compositeScan, type Scan } from '../../../src/engine/tfjs/scan.ts';
import { webGpuScan } from '../../../src/engine/tfjs/webgpu/webgpu-scan.ts';
import { cells, type Cell } from '../../../src/model/specification.ts';
import { relativeError } from '../../parity/compare-fixture.ts';
import type { WebGpuCase } from './cases.ts';

interface ScanShape {
  cell: Cell;
  /** Of the rows, the longest first: what comes after a row's end has no gradient. */
  lengths: readonly number[];
  H: number;
}

const shapes: ScanShape[] = [
  ...cells.flatMap((cell): ScanShape[] => [
    { cell, lengths: [7, 7, 5, 2, 1], H: 5 },
    // More places than a warp has threads, and not a multiple.
    { cell, lengths: [4, 3, 1], H: 37 },
  ]),
  { cell: 'rnn', lengths: [1], H: 1 },
  // So many rows that a workgroup takes two or four of them, and the last one fewer.
  { cell: 'gru', lengths: [...new Array<number>(60).fill(3), 3, 2, 2, 1, 1], H: 9 },
  { cell: 'lstm', lengths: [...new Array<number>(126).fill(3), 3, 2, 2, 1], H: 6 },
  // More places than a workgroup has threads.
  { cell: 'rnn', lengths: [3, 2], H: 270 },
];

/** The fused scan by itself. */
export const scanCases: WebGpuCase[] = [
  ...shapes.map((shape): WebGpuCase => ({
    name: `the fused scan is the composite one: ${shape.cell}, H ${shape.H}, ${shape.lengths.length} rows`,
    async run({ dispatched }) {
      const before = dispatched.scans;
      const fused = await scanned(webGpuScan, shape);
      expect(dispatched.scans - before).toBe(2);
      expectClose(fused, await scanned(compositeScan, shape));
    },
  })),
  {
    name: 'a scan that does not fit into a workgroup of the device is composite',
    async run({ backend: { device }, dispatched }) {
      const shape = { cell: 'lstm', lengths: [3, 2], H: 5 } as const;
      const expected = await scanned(compositeScan, shape);
      const { limits } = device;
      const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } = limits;
      const { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize } = limits;
      const narrow = {
        ...{ maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX, maxComputeWorkgroupsPerDimension },
        ...{ maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize: 100 },
      };
      const give = (value: object): void => void Object.defineProperty(device, 'limits', { value, configurable: true });
      const before = dispatched.scans;
      give(narrow);
      try {
        expectClose(await scanned(webGpuScan, shape), expected);
      } finally {
        give(limits);
      }
      expect(dispatched.scans).toBe(before);
    },
  },
];

type Computed = Record<'states' | 'dInputs' | 'dWeight' | 'dFirst', Float32Array>;

function expectClose(found: Computed, expected: Computed): void {
  for (const part of Object.keys(expected) as (keyof Computed)[])
    expect(relativeError(found[part], expected[part]), part).toBeLessThanOrEqual(5e-6);
}

/** A scan's states and gradients, on made-up numbers that are the same for the same shape. */
async function scanned(scan: Scan, { cell, lengths, H }: ScanShape): Promise<Computed> {
  const random = createRandom(7);
  const [steps, rows] = [lengths[0]!, lengths.length];
  const gates = gateLayouts[cell].blocks * H;
  const normal = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, () => random.normal() * scale);
  const computed = tf.tidy(() => {
    const given = [
      tf.tensor3d(normal(steps * rows * gates, 1), [steps, rows, gates]),
      tf.tensor2d(normal(gates * H, 1 / Math.sqrt(H)), [gates, H]),
      tf.tensor2d(normal(rows * H, 0.5), [rows, H]),
    ] as const;
    const slopes = normal(steps * rows * H, 1).map((x, i) => {
      const [t, row] = [Math.floor(i / (rows * H)), Math.floor(i / H) % rows];
      return t < lengths[row]! ? x : 0;
    });
    let states: tf.Tensor | undefined;
    const gradients = tf.grads((...[inputs, weight, first]) => {
      states = tf.keep(scan(tf, cell, inputs!, weight!, first!));
      return tf.sum(tf.mul(states, tf.tensor3d(slopes, [steps, rows, H])));
    })([...given]);
    return [states!, ...gradients];
  });
  const [states, dInputs, dWeight, dFirst] = (await Promise.all(
    computed.map((tensor) => tensor.data()),
  )) as Float32Array[];
  tf.dispose(computed);
  return { states: states!, dInputs: dInputs!, dWeight: dWeight!, dFirst: dFirst! };
}
