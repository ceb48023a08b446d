import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { seedObjective, type LossParts } from '../../model/objective.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Batch, LossSettings, StepResult } from '../engine.ts';
import { batchShape } from './batch-tensors.ts';
import { forward, type Forward } from './forward.ts';
import type { BatchStatistics } from './normalization.ts';
import { objectiveTerms, partNames } from './objective.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { StepInputs } from './step-inputs.ts';
import type { TensorFlow } from './tensorflow.ts';

/** What the forward and backward pass of a training step leave on the device. */
export interface StepOutcome {
  plan: BatchPlan;
  /** The terms of the loss by `partNames`, then the gradient's squared norm. */
  report: Tensor;
  /** In the order of the parameter vector. */
  gradient: Tensor;
  /** Of a batch norm. */
  statistics: BatchStatistics | undefined;
  /** By direction, [steps read, rows, H]. */
  encoderStates: Tensor[];
  /** [steps, rows, H] */
  decoderStates: Tensor;
}

export interface StepRequest {
  batch: Batch;
  planned: BatchPlan;
  settings: LossSettings;
  /** As many as the optimiser has taken: what is random depends on it. */
  step: number;
}

/** Loss and gradient with the randomness of a training step; the caller disposes of what comes out. */
export function computeStep(
  tf: TensorFlow,
  { store, inputs, wordWeights }: { store: ParameterStore; inputs: StepInputs; wordWeights: Float32Array | undefined },
  { batch, planned, settings, step }: StepRequest,
): StepOutcome {
  const { objective = seedObjective, teacherForcing = 0 } = settings;
  let outcome: StepOutcome | undefined;
  tf.tidy(() => {
    const shape = batchShape(tf, planned);
    const words = inputs.noisyWords(shape, step);
    const mode = { training: true, ...inputs.draws(shape, words, step, teacherForcing) };
    let found: { forward: Forward; parts: Tensor[] } | undefined;
    const compute = tf.valueAndGrads((...pieces: Tensor[]) => {
      const model = store.model(pieces);
      const result = forward(model, shape, words, store.common, mode);
      const { loss, parts } = objectiveTerms(
        model,
        { shape, targets: words.targets, ...result },
        batch,
        objective,
        wordWeights,
      );
      // What is made in here would be gone after it.
      for (const tensor of [...parts, ...keptOf(result)]) tf.keep(tensor);
      found = { forward: result, parts };
      return loss as Scalar;
    });
    const { grads } = compute(store.pieces);
    const { parts } = found!;
    const { encoderStates, decoderStates, bottleneck } = found!.forward;
    const gradient = tf.keep(store.vector.join(grads));
    const report = tf.keep(tf.stack([...parts, tf.sum(tf.square(gradient))]));
    tf.dispose(parts);
    outcome = { plan: planned, report, gradient, encoderStates, decoderStates, statistics: bottleneck.statistics };
  });
  return outcome!;
}

/** The loss, its terms and the gradient's norm, read back. */
export async function readOutcome(
  { report }: StepOutcome,
  { objective = seedObjective }: LossSettings,
): Promise<StepResult> {
  const numbers = (await report.data()) as Float32Array;
  const parts = Object.fromEntries(partNames.map((name, i) => [name, numbers[i]!])) as unknown as LossParts;
  const loss =
    parts.reconstruction +
    objective.pooled * parts.pooled +
    objective.contrastive.weight * parts.contrastive +
    objective.kl * parts.kl;
  return { loss, parts, gradientNorm: Math.sqrt(numbers[partNames.length]!) };
}

export function disposeOutcome(
  tf: TensorFlow,
  { report, gradient, encoderStates, decoderStates, statistics }: StepOutcome,
): void {
  tf.dispose([report, gradient, ...encoderStates, decoderStates, ...statisticsOf(statistics)]);
}

function keptOf({ encoderStates, decoderStates, bottleneck }: Forward): Tensor[] {
  return [...encoderStates, decoderStates, ...statisticsOf(bottleneck.statistics)];
}

function statisticsOf(statistics: BatchStatistics | undefined): Tensor[] {
  return statistics ? [statistics.mean, statistics.variance] : [];
}
