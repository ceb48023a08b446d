/** Adam (Kingma and Ba 2015) with PyTorch's defaults. */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * The factors of a step, which counts from 1: w -= stepSize m / (sqrt(v) inverseRoot + epsilon), as PyTorch computes it.
 */
export function adamFactors(step: number, learningRate: number): { stepSize: number; inverseRoot: number } {
  const { beta1, beta2 } = adamDefaults;
  return { stepSize: learningRate / (1 - beta1 ** step), inverseRoot: 1 / Math.sqrt(1 - beta2 ** step) };
}
