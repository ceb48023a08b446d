import type { Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';

/** y = W x + b for every row of x, under the names of the weight and the bias. */
export interface LinearLayer {
  forward(x: Matrix, y: Matrix): void;
  /** Adds the parameters' gradients and, where it is asked for, to that of x. */
  backward(x: Matrix, dY: Matrix, dX: Matrix | undefined): void;
}

export function createLinearLayer(
  context: Context,
  weight: string,
  bias: string,
  inputs: number,
  outputs: number,
): LinearLayer {
  const { kernels, weights, gradients } = context;
  return {
    forward(x, y) {
      kernels.fillRows(weights.address(bias), y.rows, outputs, y.address, outputs);
      context.multiply(y, x, transpose(matrix(weights.address(weight), outputs, inputs)), true);
    },
    backward(x, dY, dX) {
      kernels.sumRows(dY.address, outputs, dY.rows, outputs, gradients.address(bias));
      context.multiply(matrix(gradients.address(weight), outputs, inputs), transpose(dY), x, true);
      if (dX) context.multiply(dX, dY, matrix(weights.address(weight), outputs, inputs), true);
    },
  };
}
