import type { EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { analysisBatchRows } from '../analysis/encode.ts';
import { inverseFrequencyWeights } from '../analysis/word-weights.ts';
import type { NetworkOptions } from '../engine/engine.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';
import { maxBatchRows, type TrainingSettings } from '../training/settings.ts';

/** The network of a training: it also reads all chunks when the training has ended. `training` are chunk indices. */
export function trainingNetwork(
  settings: TrainingSettings,
  specification: ModelSpecification,
  chunks: EmbeddedChunks,
  training: Int32Array,
  parameters: TensorMap,
): NetworkOptions {
  return {
    specification,
    vectors: chunks.vectors,
    noise: settings.noise,
    seed: settings.seed,
    ...(settings.objective.plainShare < 1 && {
      wordWeights: Float32Array.from(inverseFrequencyWeights(chunks, training)),
    }),
    parameters,
    maxRows: Math.max(maxBatchRows(settings), analysisBatchRows),
    maxSteps: chunks.window,
  };
}
