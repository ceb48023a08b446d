import { chunksOf } from '../corpus/split.ts';
import { createRandom } from '../corpus/random.ts';
import { initialParameters } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';
import { type EngineChoice, engineChoices } from '../protocol/engine-choices.ts';
import type { RunConfig } from '../runs/run-config.ts';
import { firstBatches } from '../training/first-batches.ts';
import { chooseEngine, type ChosenEngine } from './engines/choose-engine.ts';
import { nowhere } from './engines/find-usable-engine.ts';
import type { Trial } from './engines/time-steps.ts';
import type { PreparedCorpus } from './prepare-corpus.ts';
import type { Recipe } from './recipe.ts';
import type { TrainRequest, TrainWatcher } from './train-request.ts';
import { useThreads } from '../engine/wasm/threads/default-threads.ts';
import { trainingNetwork } from './training-network.ts';

/** A training that an engine is wanted for. */
interface Purpose {
  request: TrainRequest;
  recipe: Recipe;
  prepared: PreparedCorpus;
  /** [vocabulary, D] */
  vectors: Float32Array;
  specification: ModelSpecification;
  watch: TrainWatcher;
  signal: AbortSignal;
}

/** Batches that engines are tried on. */
const triedBatches = 4;

/**
 * The engine that a training asks for, or that a run that goes on was begun with by name; else the fastest of those that
 * work, on the training's own first batches. Throws a UserError where one that was asked for cannot be used.
 */
export async function engineOfTraining(
  { request, recipe, prepared, vectors, specification, watch, signal }: Purpose,
  before?: RunConfig['engine'],
): Promise<ChosenEngine & { record: RunConfig['engine'] }> {
  const choice = request.engine ?? choiceOf(before);
  // What is computed before and after the training too.
  useThreads(request.threads);
  const trial = (): Trial => {
    const training = chunksOf(prepared.chunkSet, prepared.split.train);
    const chunks = { ...prepared.chunkSet, vectors, dimension: specification.inputSize };
    // The time of a step is that of any weights.
    const weights = initialParameters(specification, createRandom(recipe.training.seed));
    return {
      options: trainingNetwork(recipe.training, specification, chunks, training, weights),
      batches: firstBatches(prepared.chunkSet, training, recipe.training, triedBatches),
    };
  };
  const chosen = await chooseEngine({ choice, threads: request.threads, search: request.engines ?? nowhere }, trial, {
    signal,
    onTrying: () => watch.onStage?.('engines'),
  });
  const { engine } = chosen;
  const record = { name: engine.name, description: engine.description, threads: engine.threads, choice };
  return { ...chosen, record };
}

function choiceOf(before: RunConfig['engine'] | undefined): EngineChoice {
  return engineChoices.find((choice) => choice === before?.choice) ?? 'auto';
}
