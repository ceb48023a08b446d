import type { Tensor } from '../../model/parameters.ts';
import type { Arena, Floats } from './arena.ts';
import { addTo } from './encoder.ts';
import type { Context } from './context.ts';
import { matrix, transpose } from './matrix.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** z = BatchNorm1d(W_p h + b_p), and from it the decoder's first states tanh(W_z z + b_z). */
export interface Bottleneck {
  /** [rows, Z] */
  z: Floats;
  runningMean: Tensor;
  runningVariance: Tensor;
  /** Reads the encoder's last states, [rows, H], and fills `initial`, [rows, H]. */
  forward(last: number, initial: number, rows: number, training: boolean): void;
  /** The second half of `forward`: fills `initial`, [rows, H], from what stands in `z`. */
  toInitial(initial: number, rows: number): void;
  /** Takes the gradient of `initial`, adds the weights' gradients, and fills that of the last states. */
  backward(last: number, initial: number, dInitial: number, dLast: number, rows: number): void;
  /** Moves the running statistics towards the last training batch's (momentum 0.1, unbiased variance, as PyTorch). */
  updateRunningStatistics(rows: number): void;
}

export function createBottleneck(context: Context, arena: Arena): Bottleneck {
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

  const projectionWeight = matrix(weights.address('encoder.projection.weight'), Z, H);
  const hiddenWeight = matrix(weights.address('decoder.hidden_projection.weight'), H, Z);

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

  const toInitial = (initial: number, rows: number): void => {
    kernels.fillRows(weights.address('decoder.hidden_projection.bias'), rows, H, initial, H);
    context.multiply(matrix(initial, rows, H), matrix(z.address, rows, Z), transpose(hiddenWeight), true);
    kernels.rnnForward(initial, initial, rows * H);
  };

  return {
    z,
    runningMean,
    runningVariance,

    forward(last, initial, rows, training) {
      kernels.fillRows(weights.address('encoder.projection.bias'), rows, Z, projection.address, Z);
      context.multiply(matrix(projection.address, rows, Z), matrix(last, rows, H), transpose(projectionWeight), true);
      normalize(rows, training);
      toInitial(initial, rows);
    },

    toInitial,

    backward(last, initial, dInitial, dLast, rows) {
      // In place: the gradient before the tanh takes the place of the one after it.
      kernels.rnnBackward(dInitial, initial, dInitial, rows * H);
      kernels.sumRows(dInitial, H, rows, H, gradients.address('decoder.hidden_projection.bias'));
      const dHidden = matrix(dInitial, rows, H);
      context.multiply(
        matrix(gradients.address('decoder.hidden_projection.weight'), H, Z),
        transpose(dHidden),
        matrix(z.address, rows, Z),
        true,
      );
      context.multiply(matrix(dZ.address, rows, Z), dHidden, hiddenWeight);

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
        matrix(gradients.address('encoder.projection.weight'), Z, H),
        transpose(dProjection),
        matrix(last, rows, H),
        true,
      );
      context.multiply(matrix(dLast, rows, H), dProjection, projectionWeight);
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
