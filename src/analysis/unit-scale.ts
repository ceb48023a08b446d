const EPSILON = 1e-5;

/** Brings each column of a batch to mean 0 and deviation 1, in training by the batch's own (Ioffe and Szegedy 2015). */
export interface UnitScale {
  /** [rows, size] */
  forward(values: Float32Array): Float32Array;
  /** Turns, in place, the gradient of what the last `forward` gave into that of what it was given. */
  backward(gradient: Float32Array): void;
  /** Scales a layer so that these outputs of it, blocks of [rows, size], would have mean 0 and deviation 1. */
  foldInto(layer: { weight: Float32Array; bias: Float32Array }, outputs: readonly Float32Array[]): void;
}

export function createUnitScale(size: number): UnitScale {
  let normal: Float32Array = new Float32Array();
  let inverse: Float64Array = new Float64Array(size);

  const moments = (blocks: readonly Float32Array[]): { means: Float64Array; inverse: Float64Array } => {
    const rows = blocks.reduce((sum, { length }) => sum + length, 0) / size;
    const means = new Float64Array(size);
    const squares = new Float64Array(size);
    for (const block of blocks) block.forEach((x, i) => (means[i % size]! += x / rows));
    for (const block of blocks) block.forEach((x, i) => (squares[i % size]! += (x - means[i % size]!) ** 2 / rows));
    return { means, inverse: squares.map((variance) => 1 / Math.sqrt(variance + EPSILON)) };
  };

  return {
    forward(values) {
      const found = moments([values]);
      inverse = found.inverse;
      normal = values.map((x, i) => (x - found.means[i % size]!) * inverse[i % size]!);
      return normal;
    },

    backward(gradient) {
      const rows = gradient.length / size;
      const sums = new Float64Array(size);
      const products = new Float64Array(size);
      gradient.forEach((g, i) => {
        sums[i % size]! += g / rows;
        products[i % size]! += (g * normal[i]!) / rows;
      });
      gradient.forEach((g, i) => {
        const k = i % size;
        gradient[i] = inverse[k]! * (g - sums[k]! - normal[i]! * products[k]!);
      });
    },

    foldInto({ weight, bias }, outputs) {
      const found = moments(outputs);
      const inputs = weight.length / size;
      weight.forEach((w, i) => (weight[i] = w * found.inverse[Math.floor(i / inputs)]!));
      bias.forEach((b, k) => (bias[k] = (b - found.means[k]!) * found.inverse[k]!));
    },
  };
}
