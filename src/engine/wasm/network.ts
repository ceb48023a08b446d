import { seedObjective } from '../../model/objective.ts';
import { checkParameters, type TensorMap } from '../../model/parameters.ts';
import { checkSpecification, readsPadding, type ModelSpecification } from '../../model/specification.ts';
import type { Batch, Evaluation, HiddenStatistics, LossSettings, Network, NetworkOptions } from '../engine.ts';
import { createArena } from './arena.ts';
import { planBatch, stateAfter, type BatchPlan } from './batch-plan.ts';
import { createBottleneck } from './bottleneck.ts';
import { createContext, sizesOf } from './context.ts';
import { createDecoder } from './decoder.ts';
import { createDirectLoss } from './direct-loss.ts';
import { createEncoder } from './encoder.ts';
import { hiddenStatistics, meanStatistics, type StateAt } from './hidden-statistics.ts';
import { createLayeredDecoder } from './layered-decoder.ts';
import { createLayeredEncoder } from './layered-encoder.ts';
import type { Kernels } from './kernels.ts';
import { objectiveBackward } from './objective-loss.ts';
import { createOptimizer } from './optimizer.ts';
import { layOutParameters } from './parameter-block.ts';
import { createPooledLoss } from './pooled-loss.ts';
import { hiddenStates, inBatchOrder, spreadOut } from './read-out.ts';
import { createReconstructionLoss } from './reconstruction-loss.ts';
import { createShortcut } from './shortcut.ts';
import { createWeightedLoss } from './weighted-loss.ts';

const RUNNING_MEAN = 'encoder.batch_norm.running_mean';
const RUNNING_VARIANCE = 'encoder.batch_norm.running_var';

/** The autoencoder on the wasm kernels, one thread. */
export function createWasmNetwork(kernels: Kernels, memory: WebAssembly.Memory, options: NetworkOptions): Network {
  const { specification, vectors, maxRows, maxSteps, wordWeights } = options;
  checkSpecification(specification);
  checkParameters(specification, options.parameters);
  const D = specification.inputSize;
  if (vectors.length % D !== 0)
    throw new RangeError(`${vectors.length} numbers are not a table of word vectors ${D} wide.`);
  const vocabulary = vectors.length / D;
  if (wordWeights && wordWeights.length !== vocabulary)
    throw new RangeError(`${wordWeights.length} word weights are not one for each of ${vocabulary} words.`);
  if ((specification.positions > 0 || specification.shortcut) && maxSteps > specification.maxPositions)
    throw new RangeError(`Rows of ${maxSteps} tokens need as many positions, not ${specification.maxPositions}.`);

  if (specification.normalization !== 'batch' || specification.variational || specification.encoder !== 'recurrent')
    throw new RangeError('This engine has neither a layer norm, nor a variational bottleneck, nor a transformer.');

  const layout = layOutParameters(specification);
  const { hidden: H } = layout;
  const Z = specification.bottleneckSize;
  const arena = createArena(memory, kernels.heapBase());
  const context = createContext(kernels, arena, specification, layout, sizesOf(specification, H, maxRows, maxSteps));
  const { weights, gradients } = context;
  const optimizer = createOptimizer(context, arena, layout);
  const encoder = readsPadding(specification)
    ? createEncoder(context, arena)
    : createLayeredEncoder(context, arena, specification);
  const shortcut = specification.shortcut ? createShortcut(context, arena, specification) : undefined;
  const bottleneck = createBottleneck(context, arena, encoder.pooledWidth, () => decoder.layers, shortcut);
  const decoder = isSeedDecoder(specification)
    ? createDecoder(context, arena)
    : createLayeredDecoder(context, arena, specification, bottleneck);
  const loss = createReconstructionLoss(context, decoder, arena, (plan, outputs) =>
    shortcut?.decode(plan, bottleneck.z, outputs),
  );
  const weighted = wordWeights && createWeightedLoss(context, decoder, arena, wordWeights, loss);
  const direct = shortcut && createDirectLoss(context, decoder, arena, loss, shortcut, bottleneck, wordWeights);
  const terms = { plain: loss, direct, weighted, pooled: createPooledLoss(context, decoder, arena), bottleneck };
  const dPooled = arena.floats(maxRows * encoder.pooledWidth);
  arena.commit();

  let lastStep: { plan: BatchPlan; norms: Map<string, number> } | undefined;

  const setParameters = (parameters: TensorMap): void => {
    checkParameters(specification, parameters);
    weights.write(parameters);
    bottleneck.runningMean.data.set(parameters.get(RUNNING_MEAN)!.data);
    bottleneck.runningVariance.data.set(parameters.get(RUNNING_VARIANCE)!.data);
    shortcut?.write(parameters);
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
    context.readWords.view.set(plan.decoderWords);
    context.reading = { address: context.words.address, rows: plan.words.length };
    encoder.forward(plan);
    bottleneck.forward(encoder.pooled(plan), plan, training);
    decoder.forward(plan);
    return plan;
  };

  const forwardBackward = (batch: Batch, { objective = seedObjective }: LossSettings) => {
    const plan = forward(batch, true);
    gradients.buffer.view.fill(0);
    bottleneck.dZ.view.fill(0);
    const value = objectiveBackward(terms, plan, batch, objective);
    decoder.backward(plan);
    bottleneck.backward(encoder.pooled(plan), dPooled.address, plan.rows);
    encoder.backward(plan, dPooled);
    return { plan, ...value };
  };

  const evaluation = (plan: BatchPlan): Evaluation => ({
    loss: loss.direct(plan),
    ...(weighted && { weighted: weighted.direct(plan) }),
    tokens: plan.tokens,
    bottleneck: inBatchOrder(bottleneck.z.view, plan, Z),
  });

  const lastTrainStep = (): { plan: BatchPlan; norms: Map<string, number> } => {
    if (!lastStep) throw new Error('No training step has been taken since the last other call.');
    return lastStep;
  };

  return {
    specification,

    async trainStep(batch, settings) {
      const { plan, loss: value, parts } = forwardBackward(batch, settings);
      const norms = new Map<string, number>();
      let squares = 0;
      for (const slot of layout.slots) {
        const square = kernels.sumOfSquares(gradients.address(slot.name), slot.length);
        norms.set(slot.name, Math.sqrt(square));
        squares += square;
      }
      const gradientNorm = Math.sqrt(squares);
      lastStep = { plan, norms };
      const result = { loss: value, parts, gradientNorm };
      // A step that is not a number would ruin every weight; the caller sees it in the result.
      if (!Number.isFinite(value) || !Number.isFinite(gradientNorm)) return result;
      bottleneck.updateRunningStatistics(plan.rows);
      // torch.nn.utils.clip_grad_norm_
      optimizer.step(settings.learningRate, Math.min(1, settings.clipNorm / (gradientNorm + 1e-6)));
      return result;
    },

    gradientNorms: () => new Map(lastTrainStep().norms),

    hiddenStatistics() {
      const { plan } = lastTrainStep();
      const size = specification.hiddenSize;
      const valid =
        (stateAt: StateAt): StateAt =>
        (row, t) =>
          row < plan.active[t]! ? stateAt(row, t) : undefined;
      const statistics = (stateAt: StateAt): HiddenStatistics =>
        hiddenStatistics(plan.rows, plan.steps, size, valid(stateAt));
      const { states } = decoder.layers.at(-1)!;
      return {
        encoder: meanStatistics(encoder.states(plan).map(statistics)),
        decoder: statistics((row, t) => ({ data: states.view, start: (stateAfter(plan, t) + row) * H })),
      };
    },

    async gradients(batch, settings = {}) {
      const { loss: value, parts } = forwardBackward(batch, settings);
      return { loss: value, parts, gradients: gradients.read() };
    },

    evaluate: async (batch) => evaluation(forward(batch, false)),

    async reconstruct(batch, training = false) {
      const plan = forward(batch, training);
      const outputs = decoder.layers.at(-1)!.states.view.subarray(plan.rows * H);
      return {
        ...evaluation(plan),
        reconstruction: spreadOut(loss.reconstruct(plan).view, plan, D, D),
        encoderHidden: hiddenStates(encoder.states(plan), plan, specification.hiddenSize),
        decoderHidden: spreadOut(outputs, plan, H, specification.hiddenSize),
      };
    },

    async decode(points, lengths) {
      const rows = lengths.length;
      if (points.length !== rows * Z)
        throw new RangeError(`${rows} points of the bottleneck need ${rows * Z} numbers, not ${points.length}.`);
      lastStep = undefined;
      // The decoder feeds on its own output and on these alone: the words of this batch, all padding, only give it its shape.
      const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
      const plan = planBatch(
        { tokens: new Int32Array(rows * steps), lengths, rows, steps },
        maxRows,
        maxSteps,
        vocabulary,
      );
      plan.order.forEach((row, i) => bottleneck.z.view.set(points.subarray(row * Z, (row + 1) * Z), i * Z));
      bottleneck.toFirstStates(rows);
      decoder.forward(plan);
      return spreadOut(loss.reconstruct(plan).view, plan, D, D);
    },

    parameters() {
      const trained = weights.read();
      trained.set(RUNNING_MEAN, { shape: [Z], data: bottleneck.runningMean.data.slice() });
      trained.set(RUNNING_VARIANCE, { shape: [Z], data: bottleneck.runningVariance.data.slice() });
      for (const [name, tensor] of shortcut?.read() ?? []) trained.set(name, tensor);
      return trained;
    },

    setParameters,

    optimizerState: () => optimizer.state(),

    setOptimizerState: (state) => optimizer.setState(state),

    // The instance and its memory go with the last reference.
    dispose() {},
  };
}

/** Those that feed only their own output back, of one layer, have a form of their own. */
function isSeedDecoder({ decoderInput, layers, positions }: ModelSpecification): boolean {
  return decoderInput === 'output' && layers === 1 && positions === 0;
}
