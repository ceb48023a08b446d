import type { Tensor } from '../../model/parameters.ts';
import type { Arena, Floats } from './arena.ts';
import { addTo } from './encoder.ts';
import type { Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { ParameterBlock } from './parameter-block.ts';
import type { Shortcut } from './shortcut.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** z = BatchNorm1d(W_p h + b_p), and from it the first states of each layer of the decoder, tanh(W_z z + b_z). */
export interface Bottleneck {
  /** Z */
  width: number;
  /** [rows, Z] */
  z: Floats;
  /** Its gradient: zero before a backward pass, and then the sum of what terms and decoder add. */
  dZ: Floats;
  runningMean: Tensor;
  runningVariance: Tensor;
  /** Reads what the encoder hands over, [rows, pooledWidth], and fills each layer's first states, [rows, H]. */
  forward(pooled: number, plan: BatchPlan, training: boolean): void;
  /** The second half of `forward`: fills the first states from what stands in `z`. */
  toFirstStates(rows: number): void;
  /** Takes the gradients of the first states and of z, adds the weights', and fills that of what it read. */
  backward(pooled: number, dPooled: number, rows: number): void;
  /** Moves the running statistics towards the last training batch's (momentum 0.1, unbiased variance, as PyTorch). */
  updateRunningStatistics(rows: number): void;
}

/** `width` is that of what the encoder hands over; `layers` are the decoder's. */
export function createBottleneck(
  context: Context,
  arena: Arena,
  width: number,
  layers: () => readonly { states: Floats; dStates: Floats }[],
  shortcut: Shortcut | undefined,
): Bottleneck {
  const { kernels, sizes, weights, gradients } = context;
  const { H, Z, maxRows } = sizes;
  const projection = arena.floats(maxRows * Z);
  const normalized = arena.floats(maxRows * Z);
  const z = arena.floats(maxRows * Z);
  const dZ = arena.floats(maxRows * Z);
  const mean = new Float64Array(Z);
  const variance = new Float64Array(Z);
  const inverseDeviation = new Float64Array(Z);
  const runningMean: Tensor = { shape: [Z], data: new Float32Array(Z) };
  const runningVariance: Tensor = { shape: [Z], data: new Float32Array(Z).fill(1) };

  const projectionWeight = matrix(weights.address('encoder.projection.weight'), Z, width);
  /** The rows of a block's hidden projection that belong to a layer. */
  const hiddenRows = (block: ParameterBlock, layer: number): Matrix =>
    matrix(block.address('decoder.hidden_projection.weight') + layer * H * Z * 4, H, Z);
  const hiddenBias = (block: ParameterBlock, layer: number): number =>
    block.address('decoder.hidden_projection.bias') + layer * H * 4;

  const normalize = (rows: number, training: boolean): void => {
    const scale = weights.view('encoder.batch_norm.weight');
    const shift = weights.view('encoder.batch_norm.bias');
    for (let j = 0; j < Z; j++) {
      if (training) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += projection.view[i * Z + j]!;
        mean[j] = sum / rows;
        let squares = 0;
        for (let i = 0; i < rows; i++) squares += (projection.view[i * Z + j]! - mean[j]!) ** 2;
        variance[j] = squares / rows;
      }
      const center = training ? mean[j]! : runningMean.data[j]!;
      inverseDeviation[j] = 1 / Math.sqrt((training ? variance[j]! : runningVariance.data[j]!) + EPSILON);
      for (let i = 0; i < rows; i++) {
        const value = (projection.view[i * Z + j]! - center) * inverseDeviation[j]!;
        normalized.view[i * Z + j] = value;
        z.view[i * Z + j] = value * scale[j]! + shift[j]!;
      }
    }
  };

  const toFirstStates = (rows: number): void =>
    layers().forEach(({ states }, layer) => {
      kernels.fillRows(hiddenBias(weights, layer), rows, H, states.address, H);
      context.multiply(
        matrix(states.address, rows, H),
        matrix(z.address, rows, Z),
        transpose(hiddenRows(weights, layer)),
        true,
      );
      kernels.rnnForward(states.address, states.address, rows * H);
    });

  return {
    width: Z,
    z,
    dZ,
    runningMean,
    runningVariance,

    forward(pooled, plan, training) {
      const { rows } = plan;
      kernels.fillRows(weights.address('encoder.projection.bias'), rows, Z, projection.address, Z);
      context.multiply(
        matrix(projection.address, rows, Z),
        matrix(pooled, rows, width),
        transpose(projectionWeight),
        true,
      );
      shortcut?.encode(plan, projection);
      normalize(rows, training);
      toFirstStates(rows);
    },

    toFirstStates,

    backward(pooled, dPooled, rows) {
      layers().forEach(({ states, dStates }, layer) => {
        // In place: the gradient before the tanh takes the place of the one after it.
        kernels.rnnBackward(dStates.address, states.address, dStates.address, rows * H);
        kernels.sumRows(dStates.address, H, rows, H, hiddenBias(gradients, layer));
        const dHidden = matrix(dStates.address, rows, H);
        context.multiply(hiddenRows(gradients, layer), transpose(dHidden), matrix(z.address, rows, Z), true);
        context.multiply(matrix(dZ.address, rows, Z), dHidden, hiddenRows(weights, layer), true);
      });

      // Batch norm by batch statistics (Ioffe and Szegedy 2015, section 3).
      const scale = weights.view('encoder.batch_norm.weight');
      const dScale = gradients.view('encoder.batch_norm.weight');
      const dShift = gradients.view('encoder.batch_norm.bias');
      for (let j = 0; j < Z; j++) {
        let sum = 0;
        let product = 0;
        for (let i = 0; i < rows; i++) {
          sum += dZ.view[i * Z + j]!;
          product += dZ.view[i * Z + j]! * normalized.view[i * Z + j]!;
        }
        dShift[j]! += sum;
        dScale[j]! += product;
        const factor = scale[j]! * inverseDeviation[j]!;
        for (let i = 0; i < rows; i++)
          dZ.view[i * Z + j] =
            factor * (dZ.view[i * Z + j]! - sum / rows - (normalized.view[i * Z + j]! * product) / rows);
      }

      const dProjection = matrix(dZ.address, rows, Z);
      const dBias = gradients.view('encoder.projection.bias');
      for (let i = 0; i < rows; i++) addTo(dBias, dZ.view.subarray(i * Z, (i + 1) * Z));
      context.multiply(
        matrix(gradients.address('encoder.projection.weight'), Z, width),
        transpose(dProjection),
        matrix(pooled, rows, width),
        true,
      );
      context.multiply(matrix(dPooled, rows, width), dProjection, projectionWeight);
    },

    updateRunningStatistics(rows) {
      for (let j = 0; j < Z; j++) {
        const unbiased = (variance[j]! * rows) / (rows - 1);
        runningMean.data[j]! += MOMENTUM * (mean[j]! - runningMean.data[j]!);
        runningVariance.data[j]! += MOMENTUM * (unbiased - runningVariance.data[j]!);
      }
    },
  };
}
