import { checkParameters } from '../model/parameters.ts';
import { checkSpecification, type ModelSpecification } from '../model/specification.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { NetworkOptions } from './engine.ts';

/**
 * The number of word vectors that a network is asked to read. Throws a RangeError for a specification out of range or
 * options that do not go with it, and an Error that names the first parameter that does not.
 */
export function checkOptions({ specification, vectors, parameters, maxSteps, wordWeights }: NetworkOptions): number {
  checkSpecification(specification);
  checkParameters(specification, parameters);
  const vocabulary = checkVectors(vectors, specification, wordWeights);
  if ((specification.positions > 0 || specification.shortcut) && maxSteps > specification.maxPositions)
    throw new RangeError(`Rows of ${maxSteps} tokens need as many positions, not ${specification.maxPositions}.`);
  return vocabulary;
}

/** The number of words of a table. Throws a RangeError for one of another width or with another number of weights. */
export function checkVectors(
  vectors: Float32Array,
  { inputSize: D }: ModelSpecification,
  wordWeights: Float32Array | undefined,
): number {
  if (vectors.length % D !== 0)
    throw new RangeError(`${vectors.length} numbers are not a table of word vectors ${D} wide.`);
  const vocabulary = vectors.length / D;
  if (wordWeights && wordWeights.length !== vocabulary)
    throw new RangeError(`${wordWeights.length} word weights are not one for each of ${vocabulary} words.`);
  return vocabulary;
}

/** Throws a RangeError where a batch norm would have to tell the variance of a single row. */
export function checkTrainingRows({ specification }: Pick<NetworkOptions, 'specification'>, { rows }: BatchPlan): void {
  if (specification.normalization === 'batch' && rows < 2)
    throw new RangeError('Batch norm needs at least 2 rows in a training batch: the variance of one is not defined.');
}
