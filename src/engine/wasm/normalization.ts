import type { Tensor, TensorMap } from '../../model/parameters.ts';
import type { Normalization as Kind } from '../../model/specification.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';
import { createLayerNorm } from './layer-norm.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** How the bottleneck's projection, [rows, Z], is normalised. */
export interface Normalization {
  forward(from: Float32Array, to: Float32Array, rows: number, training: boolean): void;
  /** Turns the gradient of what came out into that of what went in, and adds the parameters'. */
  backward(gradient: Float32Array, rows: number): void;
  /** Moves running statistics towards the last training batch's. */
  afterStep(rows: number): void;
  /** Running statistics by name. */
  buffers(): TensorMap;
  setBuffers(tensors: TensorMap): void;
}

export function createNormalization(context: Context, arena: Arena, kind: Kind): Normalization {
  const { Z, maxRows } = context.sizes;
  switch (kind) {
    case 'batch':
      return createBatchNorm(context, arena);
    case 'layer':
      return {
        ...createLayerNorm(context, arena, 'encoder.layer_norm', { width: Z, stride: Z }, maxRows),
        ...withoutStatistics,
      };
    case 'none':
      return {
        forward: (from, to, rows) => to.set(from.subarray(0, rows * Z)),
        backward: () => undefined,
        ...withoutStatistics,
      };
  }
}

const withoutStatistics: Pick<Normalization, 'afterStep' | 'buffers' | 'setBuffers'> = {
  afterStep: () => undefined,
  buffers: () => new Map(),
  setBuffers: () => undefined,
};

/** BatchNorm1d (Ioffe and Szegedy 2015): by the batch's statistics while training, else by running ones. */
function createBatchNorm({ sizes, weights, gradients }: Context, arena: Arena): Normalization {
  const { Z, maxRows } = sizes;
  const normalized = arena.floats(maxRows * Z);
  const mean = new Float64Array(Z);
  const variance = new Float64Array(Z);
  const inverseDeviation = new Float64Array(Z);
  const runningMean: Tensor = { shape: [Z], data: new Float32Array(Z) };
  const runningVariance: Tensor = { shape: [Z], data: new Float32Array(Z).fill(1) };
  const running = { 'encoder.batch_norm.running_mean': runningMean, 'encoder.batch_norm.running_var': runningVariance };
  return {
    forward(from, to, rows, training) {
      const scale = weights.view('encoder.batch_norm.weight');
      const shift = weights.view('encoder.batch_norm.bias');
      for (let j = 0; j < Z; j++) {
        if (training) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += from[i * Z + j]!;
          mean[j] = sum / rows;
          let squares = 0;
          for (let i = 0; i < rows; i++) squares += (from[i * Z + j]! - mean[j]!) ** 2;
          variance[j] = squares / rows;
        }
        const center = training ? mean[j]! : runningMean.data[j]!;
        inverseDeviation[j] = 1 / Math.sqrt((training ? variance[j]! : runningVariance.data[j]!) + EPSILON);
        for (let i = 0; i < rows; i++) {
          const value = (from[i * Z + j]! - center) * inverseDeviation[j]!;
          normalized.view[i * Z + j] = value;
          to[i * Z + j] = value * scale[j]! + shift[j]!;
        }
      }
    },

    backward(gradient, rows) {
      const scale = weights.view('encoder.batch_norm.weight');
      const dScale = gradients.view('encoder.batch_norm.weight');
      const dShift = gradients.view('encoder.batch_norm.bias');
      for (let j = 0; j < Z; j++) {
        let sum = 0;
        let product = 0;
        for (let i = 0; i < rows; i++) {
          sum += gradient[i * Z + j]!;
          product += gradient[i * Z + j]! * normalized.view[i * Z + j]!;
        }
        dShift[j]! += sum;
        dScale[j]! += product;
        const factor = scale[j]! * inverseDeviation[j]!;
        for (let i = 0; i < rows; i++)
          gradient[i * Z + j] =
            factor * (gradient[i * Z + j]! - sum / rows - (normalized.view[i * Z + j]! * product) / rows);
      }
    },

    // Momentum 0.1 and unbiased variance, as PyTorch.
    afterStep(rows) {
      for (let j = 0; j < Z; j++) {
        const unbiased = (variance[j]! * rows) / (rows - 1);
        runningMean.data[j]! += MOMENTUM * (mean[j]! - runningMean.data[j]!);
        runningVariance.data[j]! += MOMENTUM * (unbiased - runningVariance.data[j]!);
      }
    },

    buffers: () =>
      new Map(Object.entries(running).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }])),

    setBuffers(tensors) {
      for (const [name, { data }] of Object.entries(running)) data.set(tensors.get(name)!.data);
    },
  };
}
