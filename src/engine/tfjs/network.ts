import type { Tensor } from '@tensorflow/tfjs-core';
import { noNoise, seedObjective } from '../../model/objective.ts';
import { checkParameters } from '../../model/parameters.ts';
import { readsPadding } from '../../model/specification.ts';
import { planBatch, type BatchPlan } from '../batch-plan.ts';
import { checkObjective, checkPairs } from '../check-objective.ts';
import { checkOptions, checkTrainingRows, checkVectors } from '../check-options.ts';
import type { Batch, Evaluation, LossSettings, Network, NetworkOptions } from '../engine.ts';
import { hiddenStatistics, meanStatistics, type StateAt } from '../hidden-statistics.ts';
import { hiddenStates, inBatchOrder, spreadOut } from '../read-out.ts';
import { batchShape, type BatchShape } from './batch-tensors.ts';
import { decodeStates } from './decoder.ts';
import { forward, outputsOf, type Forward } from './forward.ts';
import { squaredError, weightsOf } from './objective.ts';
import { createOptimizer } from './optimizer.ts';
import { createParameterStore } from './parameter-store.ts';
import type { Scan } from './scan.ts';
import { createStepInputs } from './step-inputs.ts';
import { computeStep, disposeOutcome, readOutcome, type StepOutcome } from './step-outcome.ts';
import type { TensorFlow } from './tensorflow.ts';

/** The autoencoder on TensorFlow.js. */
export function createTfjsNetwork(tf: TensorFlow, options: NetworkOptions, scan: Scan): Network {
  const { specification, vectors, maxRows, maxSteps, wordWeights, noise = noNoise, seed = 0 } = options;
  let vocabulary = checkOptions(options);
  const { hiddenSize: H, inputSize: D, bottleneckSize: Z } = specification;
  const store = createParameterStore(tf, options, scan);
  const optimizer = createOptimizer(tf, store.vector, store.weights.size);
  const inputs = createStepInputs(tf, specification, vectors, noise, seed, maxRows * maxSteps);
  let lastStep: StepOutcome | undefined;

  const forget = (): void => {
    if (lastStep) disposeOutcome(tf, lastStep);
    lastStep = undefined;
  };
  const plan = (batch: Batch): BatchPlan => {
    forget();
    return planBatch(batch, maxRows, maxSteps, vocabulary);
  };

  const forwardBackward = (batch: Batch, settings: LossSettings): StepOutcome => {
    const { objective = seedObjective } = settings;
    checkObjective(objective, specification, wordWeights !== undefined);
    if (objective.contrastive.weight > 0) checkPairs(batch);
    const planned = plan(batch);
    checkTrainingRows(options, planned);
    return (lastStep = computeStep(
      tf,
      { store, inputs, wordWeights },
      { batch, planned, settings, step: optimizer.steps },
    ));
  };

  /** Reads back what `compute` gives. */
  const read = async (compute: () => Tensor[]): Promise<Float32Array[]> => {
    const tensors = tf.tidy(compute);
    try {
      return (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
    } finally {
      tf.dispose(tensors);
    }
  };
  const evaluateForward = (planned: BatchPlan, training: boolean): Forward & { shape: BatchShape; errors: Tensor } => {
    const model = store.model(store.pieces);
    const shape = batchShape(tf, planned);
    const words = inputs.words(shape);
    const found = forward(model, shape, words, store.common, { training });
    const squares = tf.sum(tf.square(tf.sub(found.outputs, words.targets)), 1);
    const errorBy = (weights: Float32Array | undefined): Tensor => squaredError(tf, shape, squares, D, weights);
    const errors = [errorBy(undefined)];
    if (wordWeights) errors.push(errorBy(weightsOf(planned, wordWeights)));
    return { ...found, shape, errors: tf.stack(errors) };
  };
  const evaluation = (planned: BatchPlan, errors: Float32Array, mean: Float32Array): Evaluation => ({
    loss: errors[0]!,
    ...(wordWeights && {
      weighted: { loss: errors[1]!, weight: weightsOf(planned, wordWeights).reduce((sum, weight) => sum + weight, 0) },
    }),
    tokens: planned.tokens,
    bottleneck: inBatchOrder(mean, planned, Z),
  });

  const lastTrainStep = (): StepOutcome => {
    if (!lastStep) throw new Error('No training step has been taken since the last other call.');
    return lastStep;
  };
  /** Where the states of a direction are, [steps, rows, H]. */
  const stateAt =
    (data: Float32Array, planned: BatchPlan, everywhere = false): StateAt =>
    (row, t) =>
      everywhere || row < planned.active[t]! ? { data, start: (t * planned.rows + row) * H } : undefined;

  return {
    specification,

    async trainStep(batch, settings) {
      const outcome = forwardBackward(batch, settings);
      const result = await readOutcome(outcome, settings);
      // A step that is not a number would ruin every weight; the caller sees it in the result.
      if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm)) return result;
      // torch.nn.utils.clip_grad_norm_
      const clip = Math.min(1, settings.clipNorm / (result.gradientNorm + 1e-6));
      const weights = optimizer.step(store.weights, outcome.gradient, settings.learningRate, clip);
      store.replaceWeights(weights, outcome.statistics, batch.rows);
      return result;
    },

    async gradientNorms() {
      const gradient = (await lastTrainStep().gradient.data()) as Float32Array;
      return new Map([...store.vector.toMap(gradient)].map(([name, { data }]) => [name, norm(data)]));
    },

    async hiddenStatistics() {
      const { plan: planned, encoderStates, decoderStates } = lastTrainStep();
      const [decoder, ...encoder] = await Promise.all(
        [decoderStates, ...encoderStates].map(async (states) => {
          const data = (await states.data()) as Float32Array;
          return hiddenStatistics(planned.rows, planned.steps, H, stateAt(data, planned));
        }),
      );
      return { encoder: meanStatistics(encoder), decoder: decoder! };
    },

    async gradients(batch, settings = {}) {
      const outcome = forwardBackward(batch, settings);
      const { loss, parts } = await readOutcome(outcome, settings);
      const gradients = store.vector.toMap((await outcome.gradient.data()) as Float32Array);
      forget();
      return { loss, parts, gradients };
    },

    async evaluate(batch) {
      const planned = plan(batch);
      const [errors, mean] = await read(() => {
        const found = evaluateForward(planned, false);
        return [found.errors, found.bottleneck.mean];
      });
      return evaluation(planned, errors!, mean!);
    },

    async reconstruct(batch, training = false) {
      const planned = plan(batch);
      if (training) checkTrainingRows(options, planned);
      const [errors, mean, outputs, decoded, ...encoded] = await read(() => {
        const { shape, ...found } = evaluateForward(planned, training);
        const valid = (rows: Tensor, width: number): Tensor => tf.gather(tf.reshape(rows, [-1, width]), shape.compact);
        return [
          ...[found.errors, found.bottleneck.mean],
          ...[valid(found.outputs, D), valid(found.decoderStates, H)],
          ...found.encoderStates,
        ];
      });
      const everywhere = readsPadding(specification);
      return {
        ...evaluation(planned, errors!, mean!),
        reconstruction: spreadOut(outputs!, planned, D, D),
        encoderHidden: hiddenStates(
          encoded.map((data) => stateAt(data, planned, everywhere)),
          planned,
          H,
        ),
        decoderHidden: spreadOut(decoded!, planned, H, H),
      };
    },

    async decode(points, lengths) {
      const rows = lengths.length;
      if (points.length !== rows * Z)
        throw new RangeError(`${rows} points of the bottleneck need ${rows * Z} numbers, not ${points.length}.`);
      // The decoder feeds on its own output and on these alone: the words of this batch only give it its shape.
      const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
      const planned = plan({ tokens: new Int32Array(rows * steps), lengths, rows, steps });
      const [outputs] = await read(() => {
        const model = store.model(store.pieces);
        const shape = batchShape(tf, planned);
        const ordered = new Float32Array(rows * Z);
        planned.order.forEach((row, i) => ordered.set(points.subarray(row * Z, (row + 1) * Z), i * Z));
        const z = tf.tensor2d(ordered, [rows, Z]);
        return [tf.gather(outputsOf(model, shape, decodeStates(model, shape, z), z), shape.compact)];
      });
      return spreadOut(outputs!, planned, D, D);
    },

    setVectors(table) {
      vocabulary = checkVectors(table, specification, wordWeights);
      store.setVectors(table);
      inputs.setVectors(table);
    },

    parameters: () => store.read(),

    setParameters(parameters) {
      checkParameters(specification, parameters);
      store.write(parameters);
    },

    optimizerState: () => optimizer.state(),

    setOptimizerState: (state) => optimizer.setState(state),

    dispose() {
      forget();
      store.dispose();
      optimizer.dispose();
    },
  };
}

function norm(numbers: Float32Array): number {
  return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
}
