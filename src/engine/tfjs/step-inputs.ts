import type { Tensor } from '@tensorflow/tfjs-core';
import type { Noise } from '../../model/objective.ts';
import type { ModelSpecification } from '../../model/specification.ts';
import type { BatchPlan } from '../batch-plan.ts';
import { createNoisyVectors, noisyPlaces } from '../noise.ts';
import { createStepRandom } from '../step-random.ts';
import { createForcedTokens } from '../teacher-forcing.ts';
import { batchWords, type BatchShape, type BatchWords, type Reading } from './batch-tensors.ts';
import type { ForcedWords } from './decoder.ts';
import type { TensorFlow } from './tensorflow.ts';

/** What a step reads, put on the device: its words, and what is drawn for it. */
export interface StepInputs {
  /** Exchanges the table. */
  setVectors(vectors: Float32Array): void;
  words(shape: BatchShape): BatchWords;
  /** With the noise of a training step; `step`: as many as the optimiser has taken. */
  noisyWords(shape: BatchShape, step: number): BatchWords;
  draws(
    shape: BatchShape,
    words: BatchWords,
    step: number,
    teacherForcing: number,
  ): { drawn: Tensor | undefined; forced: ForcedWords | undefined };
}

// Streams of the step's randomness, the same as the wasm engine's.
const [NOISE, BOTTLENECK, FORCING] = [0, 1, 2] as const;

/** WebGPU keeps the buffers of every size that it has met. */
const ROUNDING = 64;

/** `vectors` is the whole table, [vocabulary, D]; `tokens` the most that a batch can have. */
export function createStepInputs(
  tf: TensorFlow,
  specification: ModelSpecification,
  vectors: Float32Array,
  noise: Noise,
  seed: number,
  tokens: number,
): StepInputs {
  const { inputSize: D, bottleneckSize: Z, variational, decoderInput } = specification;
  let table = vectors;
  const noisy = createNoisyVectors(noise, seed, D);
  const forcedTokens = createForcedTokens(tokens);

  /** Rows are rounded up, with zeros, so that batches differ in few sizes only. */
  const roomFor = (rows: number): Float32Array => new Float32Array(Math.ceil(rows / ROUNDING) * ROUNDING * D);
  const wordsOf = ({ words, encoderWords }: BatchPlan): Reading => {
    const found = roomFor(words.length);
    words.forEach((word, i) => found.set(table.subarray(word * D, (word + 1) * D), i * D));
    return { vectors: found, places: encoderWords };
  };

  return {
    setVectors(changed) {
      table = changed;
    },

    words: ({ plan }) => batchWords(tf, D, wordsOf(plan), undefined),

    noisyWords({ plan }, step) {
      const words = wordsOf(plan);
      if (!noisy) return batchWords(tf, D, words, undefined);
      const read = roomFor(plan.tokens + 1);
      noisy.fill(plan, words.vectors, createStepRandom(seed, step, NOISE), read);
      return batchWords(tf, D, words, { vectors: read, places: noisyPlaces(plan) });
    },

    draws(shape, words, step, teacherForcing) {
      const { rows, steps, plan } = shape;
      const normal = createStepRandom(seed, step, BOTTLENECK).normal;
      const drawn = variational ? tf.tensor2d(Float32Array.from({ length: rows * Z }, normal), [rows, Z]) : undefined;
      if (decoderInput !== 'words') return { drawn, forced: undefined };
      forcedTokens.draw(plan, { share: teacherForcing, random: createStepRandom(seed, step, FORCING) });
      if (!forcedTokens.any()) return { drawn, forced: undefined };
      const mask = new Float32Array(steps * rows);
      const places = new Int32Array(steps * rows);
      for (let t = 1; t < steps; t++)
        for (let i = 0; i < plan.active[t]!; i++) {
          if (!forcedTokens.has(plan.offsets[t]! + i)) continue;
          mask[t * rows + i] = 1;
          places[t * rows + i] = plan.encoderWords[(t - 1) * rows + i]!;
        }
      return {
        drawn,
        forced: { mask: tf.tensor3d(mask, [steps, rows, 1]), places: tf.tensor1d(places, 'int32'), words },
      };
    },
  };
}
