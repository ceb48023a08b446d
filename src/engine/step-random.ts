/** A source of randomness for one training step. */
export interface StepRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * What is random in a training step depends on the network's seed and on how many steps the optimiser has taken, and on
 * nothing else: so a training that goes on from a checkpoint draws what it would have drawn. `stream` keeps the draws
 * for one purpose from those for another. splitmix32 over a mixed seed.
 */
export function createStepRandom(seed: number, step: number, stream: number): StepRandom {
  let state = mix(mix(mix(seed >>> 0) + step) + stream);
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 4294967296;
  };
  return {
    uniform,
    // Box-Muller; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

function mix(value: number): number {
  let t = value >>> 0;
  t ^= t >>> 16;
  t = Math.imul(t, 0x21f0aaad);
  t ^= t >>> 15;
  t = Math.imul(t, 0x735a2d97);
  return (t ^ (t >>> 15)) >>> 0;
}
