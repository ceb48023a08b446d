import path from 'node:path';
import { measureChunks } from '../analysis/encode.ts';
import { evaluateHeldOut } from '../analysis/evaluate.ts';
import type { HeldOutEvaluation } from '../analysis/evaluation.ts';
import { createRandom } from '../corpus/random.ts';
import { lineBreakId } from '../corpus/special-tokens.ts';
import { chunksOf } from '../corpus/split.ts';
import type { Engine, Network } from '../engine/engine.ts';
import { EngineLost } from '../engine/engine-lost.ts';
import { initialParameters, parameterCount, type TensorMap } from '../model/parameters.ts';
import type { EngineReport } from '../protocol/engine-choices.ts';
import type { RunWriter } from '../runs/write-run.ts';
import type { Pause } from '../training/pause.ts';
import { epochsOf } from '../training/settings.ts';
import { beforeAnyEpoch, resultAt, train, type TrainingResult } from '../training/train.ts';
import { firstWeights } from './first-weights.ts';
import { chunksOfPart, heldOutPart, validationBeside } from './held-out-part.ts';
import type { PreparedCorpus } from './prepare-corpus.ts';
import type { Recipe } from './recipe.ts';
import { keepStart, startingWeights } from './start-from.ts';
import { splitOfChunks } from './store-chunks.ts';
import type { TrainOutcome, TrainWatcher } from './train-request.ts';
import { trainingNetwork } from './training-network.ts';
import { writeReading } from './write-reading.ts';

export interface RunJob {
  prepared: PreparedCorpus;
  /** [vocabulary, D] */
  vectors: Float32Array;
  recipe: Recipe;
  engine: Engine;
  /** Why that one. */
  engineReport: EngineReport;
  writer: RunWriter;
  watch: TrainWatcher;
  signal: AbortSignal;
  pause: Pause | undefined;
  /** Folder of the base model that it may begin from. */
  baseModel: string;
  /** Told when it begins. */
  note?: string | undefined;
}

/**
 * Trains a run from its last checkpoint, or from the start, to its end or until the signal stops it, or the engine is
 * lost: it can then be resumed.
 */
export async function trainRun(job: RunJob): Promise<TrainOutcome> {
  try {
    return await trainToItsEnd(job);
  } catch (error) {
    if (!(error instanceof EngineLost)) throw error;
    const { writer, recipe } = job;
    const checkpoint = await writer.readCheckpoint();
    const result = checkpoint ? resultAt(checkpoint, recipe.training) : beforeAnyEpoch(recipe.training);
    await writer.finish('stopped', result);
    return { ...outcomeOf(job, { ...result, status: 'stopped' }, null), lost: error.message };
  }
}

async function trainToItsEnd(job: RunJob): Promise<TrainOutcome> {
  const { prepared, vectors, recipe, engine, writer, watch, signal, pause } = job;
  const { corpus, chunkSet, split } = prepared;
  const { specification } = writer.config;
  const training = chunksOf(chunkSet, split.train);
  const embedded = { ...chunkSet, vectors, dimension: specification.inputSize };
  let parameters: TensorMap;
  const began = performance.now();
  try {
    // A checkpoint holds all of them: what it goes on from need not be made again.
    parameters = (await writer.readCheckpoint())
      ? initialParameters(specification, createRandom(recipe.training.seed))
      : ((await startingWeights(writer, job.baseModel)) ??
        (await firstWeights(
          ...([recipe.training, specification, embedded, chunkSet.chunks, training, signal] as const),
          (done, total) => watch.onStage?.('form', done, total),
        )));
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    const result = beforeAnyEpoch(recipe.training);
    await writer.finish('stopped', result);
    return outcomeOf(job, { ...result, status: 'stopped' }, null);
  }
  const secondsBefore = (performance.now() - began) / 1000;
  const network = await engine.createNetwork(
    trainingNetwork(recipe.training, specification, embedded, training, parameters),
  );
  try {
    await keepStart(writer, network, recipe.training, secondsBefore);
    const checkpoint = await writer.readCheckpoint();
    const { phases } = recipe.training;
    watch.onStart?.({
      runFolder: path.resolve(writer.folder),
      preset: recipe.preset,
      poems: corpus.poems.length,
      chunks: chunkSet.chunks.length,
      vocabulary: corpus.vocabulary.tokens.length,
      parameters: parameterCount(specification),
      phases,
      epochs: epochsOf(phases),
      epochsDone: checkpoint?.epoch ?? 0,
      ...(job.note !== undefined && { note: job.note }),
      engine: job.engineReport,
    });
    watch.onStage?.('training');
    const result = await train({
      network,
      chunkSet,
      split,
      settings: recipe.training,
      writer,
      resumeFrom: checkpoint,
      secondsBefore,
      callbacks: {
        onBatch: (progress) => watch.onBatch?.(progress),
        onEpoch: (record) => watch.onEpoch?.(record),
      },
      signal,
      pause,
    });
    if (result.status === 'complete') {
      const evaluation = await finishRun(job, network, result);
      if (evaluation !== 'stopped') return outcomeOf(job, result, evaluation);
    }
    await writer.finish('stopped', result);
    return outcomeOf(job, { ...result, status: 'stopped' }, null);
  } finally {
    network.dispose();
  }
}

function outcomeOf(
  { prepared, recipe, engine, writer }: RunJob,
  result: TrainingResult,
  evaluation: HeldOutEvaluation | null,
): TrainOutcome {
  const { corpus, chunkSet } = prepared;
  return {
    status: result.status,
    run: path.resolve(writer.folder),
    preset: recipe.preset,
    engine: engine.description,
    threads: engine.threads,
    poems: corpus.poems.length,
    chunks: chunkSet.chunks.length,
    vocabulary: corpus.vocabulary.tokens.length,
    epochs: result.epochs,
    trainLoss: result.trainLoss,
    valLoss: result.valLoss,
    seconds: result.seconds,
    bottleneckSize: writer.config.specification.bottleneckSize,
    evaluation,
  };
}

/** Writes what a trained network knows about its poems. */
async function finishRun(
  job: RunJob,
  network: Network,
  result: TrainingResult,
): Promise<HeldOutEvaluation | null | 'stopped'> {
  const { prepared, vectors, recipe, writer, watch, signal } = job;
  const { chunkSet, split } = prepared;
  const chunks = { ...chunkSet, vectors, dimension: network.specification.inputSize };
  const splits = splitOfChunks(chunkSet, split);
  const part = heldOutPart(splits);
  try {
    watch.onStage?.('encoding');
    const reading = await measureChunks(network, chunks, {
      signal,
      onProgress: (done, total) => watch.onStage?.('encoding', done, total),
    });
    watch.onStage?.('evaluating');
    const evaluation =
      part &&
      (await evaluateHeldOut(
        {
          network,
          chunks,
          places: chunkSet.chunks,
          authors: chunkSet.chunks.map(({ poem }) => prepared.corpus.poems[poem]!.author),
          trainChunks: chunksOfPart(splits, 'train'),
          heldOutChunks: part.chunks,
          split: part.split,
          validationChunks: validationBeside(splits, part),
          lineBreak: lineBreakId,
          bottleneck: reading.bottleneck,
          random: createRandom(recipe.split.seed).fork('evaluation'),
        },
        { signal, onProgress: (done, total) => watch.onStage?.('evaluating', done, total) },
      ));
    await writer.writeModel(await network.parameters());
    await writeReading(writer, prepared, reading);
    if (evaluation) await writer.writeEvaluation(evaluation);
    await writer.finish('complete', result);
    // Of a comparison's runs a person chooses one.
    if (!writer.config.sweep) await writer.updateLatest();
    return evaluation;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'stopped';
    throw error;
  }
}
