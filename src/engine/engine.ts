import type { LossParts, Noise, Objective } from '../model/objective.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';

/** Rows of token ids into the word-vector table; id 0 is padding, whose vector is zero. */
export interface Batch {
  /** [rows, steps], row-major. Row r is padding from `lengths[r]` on. */
  tokens: Int32Array;
  /** [rows], each from 1 to `steps`. */
  lengths: Int32Array;
  rows: number;
  steps: number;
  /** [rows]: for each row the one that the contrastive term draws it to, or -1. */
  pairs?: Int32Array;
  /** [rows]: rows of one group (a poem) are not pushed apart by the contrastive term. */
  groups?: Int32Array;
}

/** How a batch's loss is computed while training; what is left out is the seed's. */
export interface LossSettings {
  objective?: Objective;
  /** With the decoder input `words`: the share of steps that are fed the true word before. */
  teacherForcing?: number;
}

/** Adam (Kingma and Ba 2015) with PyTorch's defaults, after clipping by the global norm. */
export interface StepSettings extends LossSettings {
  learningRate: number;
  /** The gradient's global L2 norm is scaled down to this; Infinity leaves it. */
  clipNorm: number;
}

/** Over the valid (not padded) positions of a batch. Formulas: hidden-statistics.ts. */
export interface HiddenStatistics {
  meanActivation: number;
  stdActivation: number;
  temporalVariance: number;
  /** Share of |h| > 0.9. */
  saturation: number;
}

export interface StepResult {
  /** The objective of the batch before the update: with the seed's, the masked mean squared error. */
  loss: number;
  /** Its terms, before their weights. */
  parts: LossParts;
  /** Global L2 norm of the gradient before clipping; after it, min(this, clipNorm). */
  gradientNorm: number;
}

export interface Evaluation {
  /** Masked mean squared error, computed from the reconstruction itself. */
  loss: number;
  /** Where words have weights, the error weighed by them, and the sum of the weights of the batch's tokens. */
  weighted?: { loss: number; weight: number };
  /** Valid tokens in the batch, the weight of `loss` in a mean over batches. */
  tokens: number;
  /** Bottleneck vectors, [rows, Z]. */
  bottleneck: Float32Array;
}

export interface Reconstruction extends Evaluation {
  /** [rows, steps, D]; zero where padded. */
  reconstruction: Float32Array;
  /**
   * [rows, steps, directions * H], of the last layer; with the seed's encoder padding included, as PyTorch runs it, with
   * others zero there.
   */
  encoderHidden: Float32Array;
  /** [rows, steps, H]; zero where padded. */
  decoderHidden: Float32Array;
}

/** The optimiser's moments, by parameter name, and the number of steps taken. */
export interface OptimizerState {
  step: number;
  firstMoment: TensorMap;
  secondMoment: TensorMap;
}

/**
 * One network on one engine. Calls are made one at a time; a rejected call leaves the parameters as they were, unless it is
 * rejected with an EngineLost: then the network is gone.
 */
export interface Network {
  readonly specification: ModelSpecification;
  /** Forward, backward, clip, Adam; batch norm by batch statistics. Needs at least 2 rows. */
  trainStep(batch: Batch, settings: StepSettings): Promise<StepResult>;
  /** L2 norm of each parameter's gradient in the last `trainStep`, before clipping. */
  gradientNorms(): Promise<Map<string, number>>;
  /** Hidden states of the last `trainStep`. */
  hiddenStatistics(): Promise<{ encoder: HiddenStatistics; decoder: HiddenStatistics }>;
  /** Loss and gradients as `trainStep` computes them, without the update; running statistics stay as they are. */
  gradients(batch: Batch, settings?: LossSettings): Promise<{ loss: number; parts: LossParts; gradients: TensorMap }>;
  /** Batch norm by running statistics. */
  evaluate(batch: Batch): Promise<Evaluation>;
  /** Like `evaluate`, with everything computed on the way. `training` normalises by batch statistics instead. */
  reconstruct(batch: Batch, training?: boolean): Promise<Reconstruction>;
  /**
   * What the decoder makes of points of the bottleneck, [rows, Z], which need not be those of any text: `lengths[r]` steps
   * of row r. Gives [rows, steps, D] for as many steps as the longest row has, zero past a row's length; of a batch's own
   * bottleneck it is the reconstruction.
   */
  decode(bottleneck: Float32Array, lengths: Int32Array): Promise<Float32Array>;
  /**
   * Exchanges the table of word vectors, [vocabulary, D], for that of other words; the parameters stay. Throws a RangeError
   * for one of another width, or of another number of words than have weights.
   */
  setVectors(vectors: Float32Array): void;
  /** Read back from wherever the engine keeps them: copies. */
  parameters(): Promise<TensorMap>;
  setParameters(parameters: TensorMap): void;
  optimizerState(): Promise<OptimizerState>;
  setOptimizerState(state: OptimizerState): void;
  dispose(): void;
}

export interface NetworkOptions {
  specification: ModelSpecification;
  /** Word vectors, [vocabulary, D]; row 0 (padding) is zero. They are frozen. */
  vectors: Float32Array;
  parameters: TensorMap;
  /** The largest batch that will be asked for. */
  maxRows: number;
  maxSteps: number;
  /** [vocabulary], for objectives that weigh words. */
  wordWeights?: Float32Array;
  /** What training steps do to the words that the encoder reads. */
  noise?: Noise;
  /** Of all that is random in training steps. */
  seed?: number;
}

export interface Engine {
  /** As the person chooses it: `wasm`, `cuda`, `webgpu` or `cpu`. */
  readonly name: string;
  /** What exactly runs, for the run's record: `wasm relaxed-simd`, … */
  readonly description: string;
  readonly threads: number;
  createNetwork(options: NetworkOptions): Promise<Network>;
}
