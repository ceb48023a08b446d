import { formSteps } from '../analysis/form-autoencoder.ts';
import { batchOf } from '../corpus/batches.ts';
import { createRandom } from '../corpus/random.ts';
import { chunksOf } from '../corpus/split.ts';
import { windowsOf } from '../corpus/windows.ts';
import { createWasmEngine } from '../engine/wasm/wasm-engine.ts';
import { initialParameters } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';
import type { SweepEstimate } from '../protocol/sweep-messages.ts';
import type { SweepMember } from '../runs/sweep-plan.ts';
import { maxBatchRows, type TrainingSettings } from '../training/settings.ts';
import { recipeNamed } from '../training/variants.ts';
import type { SweepRequest } from './begin-sweep.ts';
import { prepareCorpus, type PreparedCorpus } from './prepare-corpus.ts';
import { processesThatHelp } from './processes-that-help.ts';
import { recipeOfRequest } from './recipe.ts';
import { membersOfGrid, phasesOfMember } from './sweep-members.ts';

/** Width of the bundled word vectors. */
const dimension = 100;
/** A pass forward takes about this share of a training step. */
const forwardShare = 0.35;
/** Of a member's evaluation, measured for 500 and for 24,000 chunks, and of reading the poems before it. */
const secondsOfChunk = 0.0035;
const secondsOfStart = 1.5;
/** A step of the fit of a shortcut's form. */
const secondsOfFormStep = 0.015;

/**
 * What a comparison would take here, roughly: training steps of each kind of network are timed, on the poems themselves.
 * Throws a UserError that names what is wrong with the request or the poems.
 */
export async function estimateSweep(request: SweepRequest, signal: AbortSignal): Promise<SweepEstimate> {
  const members = membersOfGrid(request);
  const prepared = await prepareCorpus(
    request.folder,
    recipeOfRequest({ folder: request.folder, ...members[0]! }),
    {},
    signal,
  );
  const { chunks } = prepared.chunkSet;
  const processes = Math.min(processesThatHelp(chunks.length), members.length);
  const windows = windowsOf(prepared.chunkSet, chunks, chunksOf(prepared.chunkSet, prepared.split.train)).count;
  const stepSeconds = new Map<string, number>();
  let seconds = 0;
  for (const member of members) {
    const { specification, training } = recipeNamed(member.preset)!;
    const kind = `${member.preset} ${member.cell}`;
    if (!stepSeconds.has(kind)) {
      const { cell, bottleneckSize } = member;
      const parts = { ...specification, cell, bottleneckSize, inputSize: dimension };
      stepSeconds.set(kind, await timeStep(parts, training, prepared));
      signal.throwIfAborted();
    }
    seconds += stepSeconds.get(kind)! * stepsOf(member, request.epochs ?? null, training, prepared);
    seconds += secondsOfStart + secondsOfChunk * chunks.length;
    if (specification.shortcut && training.shortcutStart)
      seconds += secondsOfFormStep * formSteps(training.shortcutStart.passes, windows);
  }
  return { members: members.length, processes, seconds: seconds / processes };
}

/** Whole-length steps that a member's curriculum comes to, validation included. */
function stepsOf(
  member: SweepMember,
  epochs: number | null,
  { batchSize, maxChunksPerPoem }: TrainingSettings,
  { chunkSet, split }: PreparedCorpus,
): number {
  const ofPoem = new Map<number, number>();
  for (const chunk of chunksOf(chunkSet, split.train)) {
    const { poem } = chunkSet.chunks[chunk]!;
    ofPoem.set(poem, Math.min((ofPoem.get(poem) ?? 0) + 1, maxChunksPerPoem));
  }
  const rows = [...ofPoem.values()].reduce((sum, n) => sum + n, 0);
  const validation = chunksOf(chunkSet, split.validation).length;
  const epoch = (rows + forwardShare * validation) / batchSize;
  return phasesOfMember(member, epochs).reduce(
    (sum, phase) => sum + (phase.epochs * epoch * Math.min(phase.maxTokens, chunkSet.window)) / chunkSet.window,
    0,
  );
}

/** Seconds of one step on whole chunks, after one that warms up. */
async function timeStep(
  specification: ModelSpecification,
  training: TrainingSettings,
  { corpus, chunkSet, split }: PreparedCorpus,
): Promise<number> {
  const random = createRandom(training.seed);
  const vectors = Float32Array.from({ length: corpus.vocabulary.tokens.length * dimension }, (_, i) =>
    i < dimension ? 0 : random.normal(),
  );
  const engine = await createWasmEngine();
  const network = await engine.createNetwork({
    ...{ specification, vectors, wordWeights: new Float32Array(corpus.vocabulary.tokens.length).fill(1) },
    parameters: initialParameters(specification, random),
    ...{ maxRows: maxBatchRows(training), maxSteps: chunkSet.window },
  });
  try {
    const known = chunksOf(chunkSet, split.train);
    const rows = Array.from({ length: training.batchSize }, (_, row) => known[row % known.length]!);
    const batch = { ...batchOf(chunkSet, rows, chunkSet.window), pairs: Int32Array.from(rows, (_, row) => row ^ 1) };
    const settings = { learningRate: 1e-6, clipNorm: training.clipNorm, objective: training.objective };
    await network.trainStep(batch, settings);
    const start = performance.now();
    await network.trainStep(batch, settings);
    return (performance.now() - start) / 1000;
  } finally {
    network.dispose();
  }
}
