import { evaluationReport } from '../analysis/evaluation-report.ts';
import type { EpochSummary, HeldOutSummary, TrainResult, TrainStart } from '../protocol/compute-messages.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import { listEngines } from './engines/list-engines.ts';
import { clustersOf } from './cluster-passages.ts';
import { openRun } from '../runs/read-run.ts';
import { judgeTraining } from '../training/judge-training.ts';
import { createPause } from '../training/pause.ts';
import { compareNeighbours, findPoemsOfRun } from './compare-neighbours.ts';
import { compareRuns } from './compare-runs.ts';
import { encodePassage } from './encode-passage.ts';
import { evaluateRun } from './evaluate-run.ts';
import { findNeighbours } from './find-neighbours.ts';
import { gatherProgress } from './gather-progress.ts';
import { heldOutFiguresOf } from './held-out-figures.ts';
import { inspectPassage } from './inspect-passage.ts';
import { makeBaseRun } from './make-base-run.ts';
import { mapTable } from './map-table.ts';
import { measureDimensions } from './measure-dimensions.ts';
import { passageErrors } from './passage-errors.ts';
import { preparePassages } from './prepare-passages.ts';
import { projectRun } from './project-run.ts';
import { chunksOfDocument, documentAsItStands } from './read-document.ts';
import { sessionOf } from './run-session.ts';
import { passageTextOf, searchPassages } from './search-passages.ts';
import type { Jobs } from './serve-requests.ts';
import { sketchBasis } from './sketch-basis.ts';
import { sketchPassages } from './sketch-passages.ts';
import { answerSweep } from './sweep-jobs.ts';
import { trainFolder } from './train-folder.ts';
import { wordErrors } from './word-errors.ts';
import type { TrainOutcome, TrainStart as TrainingStart } from './train-request.ts';

/** The work of the compute process, in the protocol's words. */
export const jobs: Jobs = {
  async train(params, onProgress, signal, onHold) {
    const progress = gatherProgress(onProgress);
    const pause = createPause((paused) => {
      progress.add({ paused });
      // Nothing follows while it waits.
      progress.flush();
    });
    onHold((hold) => (hold ? pause.pause() : pause.goOn()));
    try {
      const outcome = await trainFolder(
        params,
        {
          onStage: (name, done, total) =>
            progress.add({
              stage: { name, ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) },
            }),
          onReport: ({ file, message }) => progress.add({ reports: [{ file, message }] }),
          onStart: (start) => progress.add({ start: startMessage(start) }),
          onBatch: ({ epoch, phase, batch, batches, loss }) =>
            progress.add({ batch: { epoch, phase, batch, batches, loss } }),
          onEpoch: (record) => progress.add({ epochs: [summariseEpoch(record)] }),
        },
        signal,
        pause,
      );
      return summariseOutcome(outcome);
    } finally {
      progress.flush();
    }
  },

  engines: async ({ engines, anew }) => ({ engines: await listEngines(engines, anew) }),

  judgeTraining: async ({ run }) => judgeTraining(await (await openRun(run)).history()),

  async evaluate({ run }, _, signal) {
    const { notes, evaluation, bottleneckSize } = await evaluateRun(run, { signal });
    return { report: [run, '', ...notes, ...evaluationReport(evaluation, bottleneckSize), ''].join('\n') };
  },

  neighbours: async ({ run, text, count }, _, signal) => ({
    neighbours: await findNeighbours(run, text, { count, signal }),
  }),

  preparePassages: async ({ run, comparison }, onProgress, signal) => ({
    comparison: await preparePassages(run, {
      ...(comparison && { comparison }),
      signal,
      onProgress: (done, total) => onProgress({ done, total }),
    }),
  }),

  makeBaseRun: async ({ folder, runsFolder }, onProgress, signal) => ({
    run: await makeBaseRun(folder, runsFolder, {
      signal,
      onProgress: (done, total) => onProgress({ done, total }),
    }),
  }),

  async readDocument({ run, text, file }) {
    const { chunkSettings } = (await sessionOf(run)).run.config;
    return documentAsItStands(chunksOfDocument(text, file, chunkSettings));
  },

  encodePassage: async ({ run, text }, _, signal) => encodePassage(await sessionOf(run), text, signal),

  inspectPassage: async (params, _, signal) => inspectPassage(await sessionOf(params.run), params, signal),

  wordErrors: async (params, _, signal) => wordErrors(await sessionOf(params.run), params, signal),

  project: async ({ run, projection }, onProgress, signal) =>
    projectRun(await sessionOf(run), projection, { onProgress, signal }),

  clusterPassages: async ({ run }, _, signal) => clustersOf(await sessionOf(run), signal),

  searchPassages: async ({ run, text }) => ({ rows: await searchPassages(await sessionOf(run), text) }),

  passageText: async ({ run, row }) => ({ text: await passageTextOf(await sessionOf(run), row) }),

  mapTable: async ({ run, points, rows }, _, signal) => ({
    csv: await mapTable(await sessionOf(run), points, rows, signal),
  }),
  heldOutFigures: async ({ run }) => ({ figures: await heldOutFiguresOf(run) }),

  passageErrors: async ({ run }) => passageErrors(await sessionOf(run)),

  dimensions: async ({ run }, onProgress, signal) =>
    measureDimensions(await sessionOf(run), { signal, onProgress: (done, total) => onProgress({ done, total }) }),
  compareRuns: async ({ runs }) => ({ runs: await compareRuns(runs) }),

  compareNeighbours,

  findPoems: findPoemsOfRun,

  sketchBasis: async ({ run, rows }) => sketchBasis(await sessionOf(run), rows),

  sketch: async ({ run, question }, _, signal) => sketchPassages(await sessionOf(run), question, signal),

  sweep: answerSweep,
};

function startMessage({ runFolder, phases, ...start }: TrainingStart): TrainStart {
  const { poems, chunks, vocabulary, parameters, epochsDone, note, engine } = start;
  return {
    run: runFolder,
    poems,
    chunks,
    vocabulary,
    parameters,
    epochsDone,
    ...(note !== undefined && { note }),
    engine,
    phases: phases.map(({ maxTokens, epochs }) => ({ maxTokens, epochs })),
  };
}

function summariseEpoch({ epoch, phase, trainLoss, valLoss, seconds }: EpochRecord): EpochSummary {
  return { epoch, phase, trainLoss, valLoss, seconds };
}

function summariseOutcome({ evaluation, engine, threads, ...outcome }: TrainOutcome): TrainResult {
  const { status, lost, run, preset, poems, chunks, vocabulary, epochs, trainLoss, valLoss, seconds } = outcome;
  return {
    ...{ status, run, preset, poems, chunks, vocabulary, epochs, trainLoss, valLoss, seconds },
    ...(lost !== undefined && { lost }),
    engine: `${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    heldOut: evaluation && summariseEvaluation(evaluation),
  };
}

function summariseEvaluation(evaluation: NonNullable<TrainOutcome['evaluation']>): HeldOutSummary {
  const { split, poems, heldOut, baselines } = evaluation;
  return {
    split,
    poems,
    varianceExplained: heldOut.varianceExplained,
    cosine: heldOut.cosine,
    pca: { components: baselines.pca.components, varianceExplained: baselines.pca.varianceExplained },
    meanVectorCosine: baselines.meanVector.cosine,
  };
}
