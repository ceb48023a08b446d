import type { Arena, Floats } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';

/** Where one layer's weight, [outputs, inputs], and bias, [outputs], are, or their gradients. */
export interface LayerFloats {
  weight: Pick<Floats, 'address' | 'view'>;
  bias: Pick<Floats, 'address' | 'view'>;
}

/** Room for the layers of such widths, those of the input and of each layer's output. */
export function layerFloats(arena: Arena, widths: readonly number[]): { weight: Floats; bias: Floats }[] {
  return widths.slice(1).map((outputs, i) => ({
    weight: arena.floats(outputs * widths[i]!),
    bias: arena.floats(outputs),
  }));
}

/** Linear layers with rectifiers between them: y = W_n relu(... relu(W_0 x + b_0) ...) + b_n. */
export interface FeedForward {
  /** What the last layer gives, [rows, outputs]. */
  output: Floats;
  forward(input: Matrix): void;
  /**
   * From the gradient of the output of the last `forward`: adds to that of the input where that is asked for, and to
   * those of weights and biases where there are any.
   */
  backward(input: Matrix, dOutput: Floats, dInput: Matrix | undefined): void;
}

type Multiply = (c: Matrix, a: Matrix, b: Matrix, accumulate?: boolean) => void;

/** `widths` are those of the input and of each layer's output; `gradients` are there where it is to be trained. */
export function createFeedForward(
  kernels: Kernels,
  multiply: Multiply,
  arena: Arena,
  widths: readonly number[],
  maxRows: number,
  layers: readonly LayerFloats[],
  gradients?: readonly LayerFloats[],
): FeedForward {
  const pairs = widths.slice(1).map((outputs, i): [inputs: number, outputs: number] => [widths[i]!, outputs]);
  const values = pairs.map(([, outputs]) => arena.floats(maxRows * outputs));
  const dHidden = pairs.slice(0, -1).map(([, outputs]) => arena.floats(maxRows * outputs));
  const last = pairs.length - 1;

  const weightOf = (from: readonly LayerFloats[], layer: number): Matrix => {
    const [inputs, outputs] = pairs[layer]!;
    return matrix(from[layer]!.weight.address, outputs, inputs);
  };
  const rowsOf = (buffer: Floats, layer: number, rows: number): Matrix =>
    matrix(buffer.address, rows, pairs[layer]![1]);

  return {
    output: values[last]!,

    forward(input) {
      const { rows } = input;
      pairs.forEach(([, outputs], layer) => {
        const value = values[layer]!;
        const before = layer === 0 ? input : rowsOf(values[layer - 1]!, layer - 1, rows);
        kernels.fillRows(layers[layer]!.bias.address, rows, outputs, value.address, outputs);
        multiply(rowsOf(value, layer, rows), before, transpose(weightOf(layers, layer)), true);
        if (layer === last) return;
        kernels.rectify(value.address, rows * outputs);
      });
    },

    backward(input, dOutput, dInput) {
      const { rows } = input;
      for (let layer = last; layer >= 0; layer--) {
        const [, outputs] = pairs[layer]!;
        const gradient = layer === last ? dOutput : dHidden[layer]!;
        const dValue = rowsOf(gradient, layer, rows);
        const before = layer === 0 ? input : rowsOf(values[layer - 1]!, layer - 1, rows);
        if (gradients) {
          multiply(weightOf(gradients, layer), transpose(dValue), before, true);
          kernels.sumRows(gradient.address, outputs, rows, outputs, gradients[layer]!.bias.address);
        }
        if (layer === 0) {
          if (dInput) multiply(dInput, dValue, weightOf(layers, 0), true);
          return;
        }
        const below = dHidden[layer - 1]!;
        multiply(rowsOf(below, layer - 1, rows), dValue, weightOf(layers, layer));
        kernels.rectifyBackward(below.address, values[layer - 1]!.address, rows * pairs[layer - 1]![1]);
      }
    },
  };
}
