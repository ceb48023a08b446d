import { checkParameters, type TensorMap } from '../../model/parameters.ts';
import { checkSpecification } from '../../model/specification.ts';
import type { Batch, Network, NetworkOptions, OptimizerState } from '../engine.ts';
import { createArena } from './arena.ts';
import { planBatch, type BatchPlan } from './batch-plan.ts';
import { createBottleneck } from './bottleneck.ts';
import { createContext, sizesOf } from './context.ts';
import { createDecoder } from './decoder.ts';
import { createEncoder } from './encoder.ts';
import { hiddenStatistics, type StateAt } from './hidden-statistics.ts';
import type { Kernels } from './kernels.ts';
import { createParameterBlock, layOutParameters } from './parameter-block.ts';
import { createReconstructionLoss } from './reconstruction-loss.ts';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const ADAM_EPSILON = 1e-8;
const RUNNING_MEAN = 'encoder.batch_norm.running_mean';
const RUNNING_VARIANCE = 'encoder.batch_norm.running_var';

/** The autoencoder on the wasm kernels, one thread. */
export function createWasmNetwork(kernels: Kernels, memory: WebAssembly.Memory, options: NetworkOptions): Network {
  const { specification, vectors, maxRows, maxSteps } = options;
  checkSpecification(specification);
  checkParameters(specification, options.parameters);
  const D = specification.inputSize;
  if (vectors.length % D !== 0)
    throw new RangeError(`${vectors.length} numbers are not a table of word vectors ${D} wide.`);
  const vocabulary = vectors.length / D;

  const layout = layOutParameters(specification);
  const { hidden: H } = layout;
  const Z = specification.bottleneckSize;
  const arena = createArena(memory, kernels.heapBase());
  const context = createContext(kernels, arena, specification, layout, sizesOf(specification, H, maxRows, maxSteps));
  const { weights, gradients } = context;
  const firstMoment = createParameterBlock(arena, layout);
  const secondMoment = createParameterBlock(arena, layout);
  const encoder = createEncoder(context, arena);
  const bottleneck = createBottleneck(context, arena);
  const decoder = createDecoder(context, arena);
  const loss = createReconstructionLoss(context, decoder, arena);
  const dLast = arena.floats(maxRows * H);
  arena.commit();

  let optimizerStep = 0;
  let lastStep: { plan: BatchPlan; norms: Map<string, number> } | undefined;

  const setParameters = (parameters: TensorMap): void => {
    checkParameters(specification, parameters);
    weights.write(parameters);
    bottleneck.runningMean.data.set(parameters.get(RUNNING_MEAN)!.data);
    bottleneck.runningVariance.data.set(parameters.get(RUNNING_VARIANCE)!.data);
  };
  setParameters(options.parameters);

  const forward = (batch: Batch, training: boolean): BatchPlan => {
    // Its states are about to be overwritten.
    lastStep = undefined;
    const plan = planBatch(batch, maxRows, maxSteps, vocabulary);
    if (training && plan.rows < 2)
      throw new RangeError('Batch norm needs at least 2 rows in a training batch: the variance of one is not defined.');
    plan.words.forEach((word, i) => context.words.view.set(vectors.subarray(word * D, (word + 1) * D), i * D));
    context.encoderWords.view.set(plan.encoderWords);
    context.decoderWords.view.set(plan.decoderWords);
    encoder.forward(plan);
    bottleneck.forward(encoder.last(plan), decoder.initial.address, plan.rows, training);
    decoder.forward(plan);
    return plan;
  };

  const forwardBackward = (batch: Batch): { plan: BatchPlan; loss: number } => {
    const plan = forward(batch, true);
    gradients.buffer.view.fill(0);
    const value = loss.backward(plan);
    decoder.backward(plan);
    bottleneck.backward(encoder.last(plan), decoder.initial.address, decoder.dStates.address, dLast.address, plan.rows);
    encoder.backward(plan, dLast);
    return { plan, loss: value };
  };

  /** Rows of `width` from the plan's order back into the batch's. */
  const unsorted = (view: Float32Array, plan: BatchPlan, width: number): Float32Array => {
    const result = new Float32Array(plan.rows * width);
    plan.order.forEach((row, i) => result.set(view.subarray(i * width, (i + 1) * width), row * width));
    return result;
  };

  /** Spreads compact rows over [rows, steps, width], zero where padded. */
  const scattered = (view: Float32Array, plan: BatchPlan, stride: number, width: number): Float32Array => {
    const result = new Float32Array(plan.rows * plan.steps * width);
    for (let t = 0; t < plan.steps; t++)
      for (let i = 0; i < plan.active[t]!; i++) {
        const from = (plan.offsets[t]! + i) * stride;
        result.set(view.subarray(from, from + width), (plan.order[i]! * plan.steps + t) * width);
      }
    return result;
  };

  const encoderStates = (plan: BatchPlan): Float32Array => {
    const size = specification.hiddenSize;
    const result = new Float32Array(plan.rows * plan.steps * size);
    for (let t = 0; t < plan.steps; t++)
      for (let i = 0; i < plan.rows; i++) {
        const from = ((t + 1) * plan.rows + i) * H;
        result.set(encoder.states.view.subarray(from, from + size), (plan.order[i]! * plan.steps + t) * size);
      }
    return result;
  };

  const lastTrainStep = (): { plan: BatchPlan; norms: Map<string, number> } => {
    if (!lastStep) throw new Error('No training step has been taken since the last other call.');
    return lastStep;
  };

  return {
    specification,

    async trainStep(batch, { learningRate, clipNorm }) {
      const { plan, loss: value } = forwardBackward(batch);
      const norms = new Map<string, number>();
      let squares = 0;
      for (const slot of layout.slots) {
        const square = kernels.sumOfSquares(gradients.address(slot.name), slot.length);
        norms.set(slot.name, Math.sqrt(square));
        squares += square;
      }
      const gradientNorm = Math.sqrt(squares);
      lastStep = { plan, norms };
      // A step that is not a number would ruin every weight; the caller sees it in the result.
      if (!Number.isFinite(value) || !Number.isFinite(gradientNorm)) return { loss: value, gradientNorm };
      optimizerStep++;
      bottleneck.updateRunningStatistics(plan.rows);
      kernels.adam(
        weights.buffer.address,
        gradients.buffer.address,
        firstMoment.buffer.address,
        secondMoment.buffer.address,
        layout.length,
        // torch.nn.utils.clip_grad_norm_
        Math.min(1, clipNorm / (gradientNorm + 1e-6)),
        learningRate / (1 - BETA_1 ** optimizerStep),
        1 / Math.sqrt(1 - BETA_2 ** optimizerStep),
        BETA_1,
        1 - BETA_1,
        BETA_2,
        1 - BETA_2,
        ADAM_EPSILON,
      );
      return { loss: value, gradientNorm };
    },

    gradientNorms: () => new Map(lastTrainStep().norms),

    hiddenStatistics() {
      const { plan } = lastTrainStep();
      const valid =
        (data: Float32Array, index: (row: number, t: number) => number): StateAt =>
        (row, t) =>
          row < plan.active[t]! ? { data, start: index(row, t) * H } : undefined;
      const size = specification.hiddenSize;
      const encoderAt = valid(encoder.states.view, (row, t) => (t + 1) * plan.rows + row);
      const decoderAt = valid(decoder.initial.view, (row, t) => plan.rows + plan.offsets[t]! + row);
      return {
        encoder: hiddenStatistics(plan.rows, plan.steps, size, encoderAt),
        decoder: hiddenStatistics(plan.rows, plan.steps, size, decoderAt),
      };
    },

    async gradients(batch) {
      const { loss: value } = forwardBackward(batch);
      return { loss: value, gradients: gradients.read() };
    },

    async evaluate(batch) {
      const plan = forward(batch, false);
      return {
        loss: loss.direct(plan),
        tokens: plan.tokens,
        bottleneck: unsorted(bottleneck.z.view, plan, Z),
      };
    },

    async reconstruct(batch, training = false) {
      const plan = forward(batch, training);
      const value = loss.direct(plan);
      const outputs = decoder.initial.view.subarray(plan.rows * H);
      return {
        loss: value,
        tokens: plan.tokens,
        bottleneck: unsorted(bottleneck.z.view, plan, Z),
        reconstruction: scattered(loss.reconstruct(plan).view, plan, D, D),
        encoderHidden: encoderStates(plan),
        decoderHidden: scattered(outputs, plan, H, specification.hiddenSize),
      };
    },

    async decode(points, lengths) {
      const rows = lengths.length;
      if (points.length !== rows * Z)
        throw new RangeError(`${rows} points of the bottleneck need ${rows * Z} numbers, not ${points.length}.`);
      lastStep = undefined;
      // The decoder feeds on its own output alone: the words of this batch, all padding, only give it its shape.
      const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
      const plan = planBatch(
        { tokens: new Int32Array(rows * steps), lengths, rows, steps },
        maxRows,
        maxSteps,
        vocabulary,
      );
      plan.order.forEach((row, i) => bottleneck.z.view.set(points.subarray(row * Z, (row + 1) * Z), i * Z));
      bottleneck.toInitial(decoder.initial.address, rows);
      decoder.forward(plan);
      return scattered(loss.reconstruct(plan).view, plan, D, D);
    },

    parameters() {
      const trained = weights.read();
      trained.set(RUNNING_MEAN, { shape: [Z], data: bottleneck.runningMean.data.slice() });
      trained.set(RUNNING_VARIANCE, { shape: [Z], data: bottleneck.runningVariance.data.slice() });
      return trained;
    },

    setParameters,

    optimizerState: () => ({ step: optimizerStep, firstMoment: firstMoment.read(), secondMoment: secondMoment.read() }),

    setOptimizerState(state: OptimizerState) {
      firstMoment.write(state.firstMoment);
      secondMoment.write(state.secondMoment);
      optimizerStep = state.step;
    },

    // The instance and its memory go with the last reference.
    dispose() {},
  };
}
