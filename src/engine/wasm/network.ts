import { noNoise, seedObjective } from '../../model/objective.ts';
import { checkParameters, type TensorMap } from '../../model/parameters.ts';
import { readsPadding, type ModelSpecification } from '../../model/specification.ts';
import type { Batch, Evaluation, HiddenStatistics, LossSettings, Network, NetworkOptions } from '../engine.ts';
import { checkObjective } from '../check-objective.ts';
import { checkOptions, checkTrainingRows, checkVectors } from '../check-options.ts';
import { createArena, type Arena } from './arena.ts';
import { planBatch, stateAfter, type BatchPlan } from '../batch-plan.ts';
import { createBottleneck } from './bottleneck.ts';
import { createContext, sizesOf, type Context } from './context.ts';
import { createCosineLoss } from './cosine-loss.ts';
import { createDecoder } from './decoder.ts';
import { createDirectLoss } from './direct-loss.ts';
import { createEvaluationLoss } from './evaluation-loss.ts';
import { createGramForm } from './gram-form.ts';
import { createEncoder, type Encoder } from './encoder.ts';
import { hiddenStatistics, meanStatistics, type StateAt } from '../hidden-statistics.ts';
import { createLayeredDecoder } from './layered-decoder.ts';
import { createLayeredEncoder } from './layered-encoder.ts';
import type { KernelInstance } from './kernels.ts';
import { createNoisyWords } from './noisy-words.ts';
import { objectiveBackward, type ObjectiveTerms } from './objective-loss.ts';
import { createOptimizer } from './optimizer.ts';
import { layOutParameters } from './parameter-block.ts';
import { createPooledLoss } from './pooled-loss.ts';
import { inBatchOrder, spreadOut, spreadSteps } from '../read-out.ts';
import { createReconstructionLoss } from './reconstruction-loss.ts';
import { createShortcut } from './shortcut.ts';
import { createStepRandom, type StepRandom } from '../step-random.ts';
import { createThreadTuner } from './threads/thread-tuner.ts';
import { createTransformerEncoder } from './transformer-encoder.ts';
import { createWeightedLoss } from './weighted-loss.ts';
import { createWordVectors } from './word-vectors.ts';

/** The autoencoder on the wasm kernels. `tuned`: training finds out how many of the threads help. */
export function createWasmNetwork(instance: KernelInstance, options: NetworkOptions, tuned: boolean): Network {
  const { kernels, memory, heapBase, team } = instance;
  const { specification, vectors, maxRows, maxSteps, wordWeights, noise = noNoise, seed = 0 } = options;
  let vocabulary = checkOptions(options);
  const D = specification.inputSize;

  const layout = layOutParameters(specification);
  const { hidden: H } = layout;
  const Z = specification.bottleneckSize;
  const arena = createArena(memory, heapBase);
  const sizes = sizesOf(specification, { hidden: H, maxRows, maxSteps, vocabulary });
  const context = createContext(instance, arena, specification, layout, sizes);
  const { weights, gradients } = context;
  const wordVectors = createWordVectors(context, arena, vectors);
  const optimizer = createOptimizer(context, arena, layout);
  const encoder = createEncoderOf(context, arena, specification);
  const shortcut = specification.shortcut ? createShortcut(context, arena, specification, vectors) : undefined;
  const layers = () => decoder.layers;
  const bottleneck = createBottleneck(context, arena, specification, encoder.pooledWidth, layers, shortcut);
  const decoder = isSeedDecoder(specification)
    ? createDecoder(context, arena)
    : createLayeredDecoder(context, arena, specification, bottleneck);
  const gramForm = createGramForm(context, decoder, arena);
  const loss = createReconstructionLoss(context, decoder, arena, gramForm, (plan, outputs) =>
    shortcut?.decode(plan, bottleneck.z, outputs),
  );
  const weighted = wordWeights && createWeightedLoss(context, decoder, arena, wordWeights, loss, gramForm);
  // A shortcut adds to the outputs what no product of the states gives.
  const evaluationLoss = createEvaluationLoss(context, loss, weighted, shortcut ? undefined : gramForm);
  const terms: ObjectiveTerms = {
    ...{ plain: loss, weighted, bottleneck },
    direct: shortcut && createDirectLoss(context, decoder, arena, loss, shortcut, bottleneck, wordWeights),
    cosine: createCosineLoss(context, decoder, loss, wordWeights),
    pooled: createPooledLoss(context, decoder, arena),
    halve(plan) {
      kernels.scale(decoder.dOutputs(plan), plan.tokens * H, 0.5);
      for (const part of ['weight', 'bias']) {
        const name = `decoder.output_projection.${part}`;
        kernels.scale(gradients.address(name), layout.slot(name).length, 0.5);
      }
    },
  };
  const noisyWords = createNoisyWords(context, arena, noise, seed);
  const dPooled = arena.floats(maxRows * encoder.pooledWidth);
  const squareSum = arena.doubles(1);
  arena.commit();

  const tuner = tuned && team.size > 1 ? createThreadTuner(team.size) : undefined;
  let lastStep: { plan: BatchPlan; norms: Map<string, number> } | undefined;

  const writeParameters = (parameters: TensorMap): void => {
    weights.write(parameters);
    bottleneck.normalization.setBuffers(parameters);
    shortcut?.write(parameters);
    context.weightsVersion++;
  };
  writeParameters(options.parameters);

  /** `noisy`: with the randomness of a training step. */
  const forward = (batch: Batch, training: boolean, noisy = false, teacherForcing = 0): BatchPlan => {
    // Its states are about to be overwritten.
    lastStep = undefined;
    context.evaluating = !training;
    const plan = planBatch(batch, maxRows, maxSteps, vocabulary);
    if (training) checkTrainingRows(options, plan);
    wordVectors.load(plan);
    context.encoderWords.view.set(plan.encoderWords);
    context.decoderWords.view.set(plan.decoderWords);
    context.readWords.view.set(plan.decoderWords);
    context.reading = { address: context.words.address, rows: plan.words.length };
    const random = (stream: number): StepRandom | undefined =>
      noisy ? createStepRandom(seed, optimizer.steps, stream) : undefined;
    const noiseRandom = random(0);
    if (noisyWords && noiseRandom) noisyWords.apply(plan, noiseRandom);
    encoder.forward(plan);
    bottleneck.forward(encoder.pooled(plan), plan, training, random(1));
    const forcedBy = random(2);
    decoder.forward(plan, forcedBy && { share: teacherForcing, random: forcedBy });
    return plan;
  };

  const forwardBackward = (batch: Batch, { objective = seedObjective, teacherForcing = 0 }: LossSettings) => {
    checkObjective(objective, specification, wordWeights !== undefined);
    const plan = forward(batch, true, true, teacherForcing);
    context.clear(gradients.buffer);
    bottleneck.clearGradients();
    const value = objectiveBackward(terms, plan, batch, objective);
    decoder.backward(plan);
    bottleneck.backward(encoder.pooled(plan), dPooled.address, plan.rows);
    encoder.backward(plan, dPooled);
    return { plan, ...value };
  };

  /** The rest of an evaluation, from the losses. */
  const evaluation = (plan: BatchPlan, losses: Pick<Evaluation, 'loss' | 'weighted'>): Evaluation => ({
    ...losses,
    tokens: plan.tokens,
    bottleneck: inBatchOrder(bottleneck.mean.view, plan, Z),
  });

  const lastTrainStep = (): { plan: BatchPlan; norms: Map<string, number> } => {
    if (!lastStep) throw new Error('No training step has been taken since the last other call.');
    return lastStep;
  };

  return {
    specification,

    async trainStep(batch, settings) {
      const began = performance.now();
      if (tuner) team.limit(tuner.threads());
      const { plan, loss: value, parts } = forwardBackward(batch, settings);
      const norms = new Map<string, number>();
      let squares = 0;
      for (const slot of layout.slots) {
        kernels.sumOfSquares(gradients.address(slot.name), slot.length, squareSum.address);
        const square = squareSum.view[0]!;
        norms.set(slot.name, Math.sqrt(square));
        squares += square;
      }
      const gradientNorm = Math.sqrt(squares);
      lastStep = { plan, norms };
      const result = { loss: value, parts, gradientNorm };
      // A step that is not a number would ruin every weight; the caller sees it in the result.
      if (!Number.isFinite(value) || !Number.isFinite(gradientNorm)) return result;
      bottleneck.normalization.afterStep(plan.rows);
      // torch.nn.utils.clip_grad_norm_
      optimizer.step(settings.learningRate, Math.min(1, settings.clipNorm / (gradientNorm + 1e-6)));
      context.weightsVersion++;
      tuner?.took(performance.now() - began, plan.tokens);
      return result;
    },

    gradientNorms: async () => new Map(lastTrainStep().norms),

    async hiddenStatistics() {
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

    async evaluate(batch) {
      const plan = forward(batch, false);
      return evaluation(plan, evaluationLoss.of(plan));
    },

    async reconstruct(batch, training = false) {
      const plan = forward(batch, training);
      const losses = evaluationLoss.ofReconstruction(plan);
      const outputs = decoder.layers.at(-1)!.states.view.subarray(plan.rows * H);
      return {
        ...evaluation(plan, losses),
        reconstruction: spreadOut(loss.outputs.view, plan, D, D),
        encoderHidden: spreadSteps(encoder.states(plan), plan, specification.hiddenSize),
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

    async parameters() {
      const trained = weights.read();
      return new Map([...trained, ...bottleneck.normalization.buffers(), ...(shortcut?.read() ?? [])]);
    },

    setVectors(table) {
      vocabulary = checkVectors(table, specification, wordWeights);
      wordVectors.set(table);
      shortcut?.setVectors(table);
      context.weightsVersion++;
    },

    setParameters(parameters) {
      checkParameters(specification, parameters);
      writeParameters(parameters);
    },

    optimizerState: async () => optimizer.state(),

    setOptimizerState: (state) => optimizer.setState(state),

    // The instance and its memory go with the last reference, of which the threads have some.
    dispose: () => team.dispose(),
  };
}

function createEncoderOf(context: Context, arena: Arena, specification: ModelSpecification): Encoder {
  if (specification.encoder === 'transformer') return createTransformerEncoder(context, arena, specification);
  return readsPadding(specification)
    ? createEncoder(context, arena)
    : createLayeredEncoder(context, arena, specification);
}

/** Those that feed only their own output back, of one layer, have a form of their own. */
function isSeedDecoder({ decoderInput, layers, positions }: ModelSpecification): boolean {
  return decoderInput === 'output' && layers === 1 && positions === 0;
}
