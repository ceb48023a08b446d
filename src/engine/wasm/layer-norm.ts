import type { Arena } from './arena.ts';
import type { Context } from './context.ts';

const EPSILON = 1e-5;

/** LayerNorm (Ba, Kiros and Hinton 2016) over the numbers of each row. */
export interface LayerNorm {
  forward(from: Float32Array, to: Float32Array, rows: number): void;
  /** Turns the gradient of what came out into that of what went in, and adds the parameters'. */
  backward(gradient: Float32Array, rows: number): void;
}

/**
 * `name` is that of the parameters, as in `encoder.layer_norm`; of a row's `stride` numbers the first `width` are
 * normalized, and the rest left alone.
 */
export function createLayerNorm(
  { weights, gradients }: Context,
  arena: Arena,
  name: string,
  { width, stride }: { width: number; stride: number },
  maxRows: number,
): LayerNorm {
  const normalized = arena.floats(maxRows * stride);
  const inverseDeviation = new Float64Array(maxRows);
  return {
    forward(from, to, rows) {
      const scale = weights.view(`${name}.weight`);
      const shift = weights.view(`${name}.bias`);
      for (let i = 0; i < rows; i++) {
        const first = i * stride;
        let sum = 0;
        for (let j = 0; j < width; j++) sum += from[first + j]!;
        const mean = sum / width;
        let squares = 0;
        for (let j = 0; j < width; j++) squares += (from[first + j]! - mean) ** 2;
        const inverse = (inverseDeviation[i] = 1 / Math.sqrt(squares / width + EPSILON));
        for (let j = 0; j < width; j++) {
          const value = (from[first + j]! - mean) * inverse;
          normalized.view[first + j] = value;
          to[first + j] = value * scale[j]! + shift[j]!;
        }
      }
    },

    backward(gradient, rows) {
      const scale = weights.view(`${name}.weight`);
      const dScale = gradients.view(`${name}.weight`);
      const dShift = gradients.view(`${name}.bias`);
      for (let i = 0; i < rows; i++) {
        const first = i * stride;
        let sum = 0;
        let product = 0;
        for (let j = 0; j < width; j++) {
          const d = gradient[first + j]!;
          const value = normalized.view[first + j]!;
          dShift[j]! += d;
          dScale[j]! += d * value;
          sum += d * scale[j]!;
          product += d * scale[j]! * value;
        }
        for (let j = 0; j < width; j++)
          gradient[first + j] =
            inverseDeviation[i]! *
            (gradient[first + j]! * scale[j]! - sum / width - (normalized.view[first + j]! * product) / width);
      }
    },
  };
}
