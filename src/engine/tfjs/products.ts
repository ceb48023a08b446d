import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensorflow.ts';

/** a b, or a b^T over the last two dimensions, with a gradient that is quick on every backend. */
export function product(tf: TensorFlow, a: Tensor, b: Tensor, transposeB = false): Tensor {
  const multiply = tf.customGrad((...given) => {
    const [left, right, save] = given as [Tensor, Tensor, (tensors: Tensor[]) => void];
    save([left, right]);
    return {
      value: plainProduct(tf, left, right, false, transposeB),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [x, y] = saved as [Tensor, Tensor];
        return [
          plainProduct(tf, dy, y, false, !transposeB),
          transposeB ? plainProduct(tf, dy, x, true, false) : plainProduct(tf, x, dy, true, false),
        ];
      },
    };
  });
  return multiply(a, b);
}

/** The wasm backend has fast kernels only for operands that are not transposed. */
export function plainProduct(tf: TensorFlow, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? transposed(tf, a) : a, transposeB ? transposed(tf, b) : b);
}

function transposed(tf: TensorFlow, a: Tensor): Tensor {
  const axes = a.shape.map((_, i) => i);
  return tf.transpose(a, [...axes.slice(0, -2), a.rank - 1, a.rank - 2]);
}

/** x W^T + b for every row of x, as torch.nn.Linear. */
export function linear(tf: TensorFlow, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const y = product(tf, x, weight, true);
  return bias ? tf.add(y, bias) : y;
}

/**
 * Rows of words times W^T, gathered: each distinct word is multiplied once. The words are given, not learned. In the
 * gradient the rows are gathered before the product, since not every backend can sum rows by word.
 *
 * `words` is [words, D], `places` [rows] of them, `weight` [outputs, D]; gives [rows, outputs].
 */
export function gatheredProduct(tf: TensorFlow, words: Tensor, places: Tensor, weight: Tensor): Tensor {
  const gather = tf.customGrad((...given) => {
    const [w] = given as [Tensor];
    return {
      value: tf.gather(plainProduct(tf, words, w, false, true), places),
      gradFunc: (dy: Tensor) => plainProduct(tf, dy, tf.gather(words, places), true, false),
    };
  });
  return gather(weight);
}

/** Rows in another order, which taken twice is the first again: so the gradient is put in that order too. */
export function reordered(tf: TensorFlow, rows: Tensor, places: Tensor): Tensor {
  const reorder = tf.customGrad((...given) => {
    const [x] = given as [Tensor];
    return { value: tf.gather(x, places), gradFunc: (dy: Tensor) => tf.gather(dy, places) };
  });
  return reorder(rows);
}
