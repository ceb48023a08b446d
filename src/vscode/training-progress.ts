import type { BatchSummary, TrainProgress, TrainStage, TrainStart } from '../protocol/compute-messages.ts';
import { timeLeft } from './durations.ts';
import { counted, type Localizer, lossText } from './localizer.ts';

/** How a training stands, ready to be shown. */
export interface TrainingView {
  /** Of the whole job, 0 to 1; never falls. */
  fraction: number;
  /** The progress notification's message. */
  message: string;
  /** A few words for the status bar. */
  short: string;
  /** Epochs finished so far. */
  epochsDone: number;
  /** 0 until it is known. */
  epochs: number;
  phases: number;
  stage: TrainStage;
  /** Held between two batches. */
  paused: boolean;
  /** The last one, once there is one. */
  batch: BatchSummary | null;
  /** Of the last seconds; null while that cannot be told. */
  batchesPerSecond: number | null;
  /** "about 2 min left"; '' while that cannot be told. */
  left: string;
  /** What computes, and why that; '' until it is known. */
  engine: string;
}

/** Milliseconds over which the speed is measured. */
const speedOver = 5000;

/** Shares of the whole job; what the stages take on a collection of usual size. */
const shares: Record<TrainStage, { from: number; share: number }> = {
  reading: { from: 0, share: 0.02 },
  vectors: { from: 0.02, share: 0.03 },
  engines: { from: 0.05, share: 0 },
  form: { from: 0.05, share: 0.6 },
  training: { from: 0.05, share: 0.9 },
  encoding: { from: 0.95, share: 0.02 },
  evaluating: { from: 0.97, share: 0.03 },
};

/** Of a training that learned the form of the lines first. */
const trainingAfterForm = { from: 0.65, share: 0.3 };

/** Follows a training through its progress messages; `now` is in milliseconds. */
export function followTraining(
  l10n: Localizer,
  now: () => number = () => performance.now(),
): (progress: TrainProgress) => TrainingView {
  let stage: NonNullable<TrainProgress['stage']> = { name: 'reading' };
  let formed = false;
  let start: TrainStart | undefined;
  let phase = 1;
  let epoch = 0;
  let epochsDone = 0;
  let trainLoss: number | undefined;
  let valLoss: number | null = null;
  let fraction = 0;
  /** Share of the training's work done, and where this session began. */
  let work = 0;
  let began = { at: 0, work: 0 };
  let batch: BatchSummary | null = null;
  /** Batches done since the training's first, and when; of the last `speedOver` and the one before. */
  let batches: { done: number; at: number }[] = [];
  let pausedAt: number | undefined;

  const shareOfWork = (epochs: number): number => {
    // An epoch's cost grows with the tokens it reads of each chunk.
    let [done, all, counted] = [0, 0, 0];
    for (const { epochs: inPhase, maxTokens } of start?.phases ?? []) {
      done += Math.min(Math.max(epochs - counted, 0), inPhase) * maxTokens;
      all += inPhase * maxTokens;
      counted += inPhase;
    }
    return all ? done / all : 0;
  };

  const take = (progress: TrainProgress): void => {
    if (progress.stage) stage = progress.stage;
    formed ||= stage.name === 'form';
    if (progress.start) {
      start = progress.start;
      epoch = epochsDone = start.epochsDone;
      work = shareOfWork(epochsDone);
      began = { at: now(), work };
    }
    for (const summary of progress.epochs) {
      ({ phase, epoch, trainLoss, valLoss } = summary);
      epochsDone = epoch;
      work = shareOfWork(epoch);
    }
    if (progress.batch) {
      batch = progress.batch;
      ({ phase, epoch, loss: trainLoss } = batch);
      work = shareOfWork(epoch - 1 + (batch.batches ? batch.batch / batch.batches : 0));
      const at = now();
      batches.push({ done: (epoch - 1) * batch.batches + batch.batch, at });
      while (batches.length > 2 && batches[1]!.at <= at - speedOver) batches.shift();
    }
    if (progress.paused === true) pausedAt ??= now();
    else if (progress.paused === false && pausedAt !== undefined) {
      // What it waited is no time that it took.
      began.at += now() - pausedAt;
      pausedAt = undefined;
      batches = [];
    }
  };

  const secondsLeft = (): number | undefined => {
    const seconds = ((pausedAt ?? now()) - began.at) / 1000;
    const done = work - began.work;
    return seconds >= 2 && done > 0.005 ? (seconds / done) * (1 - work) : undefined;
  };

  const speed = (): number | null => {
    const [first, last] = [batches[0], batches.at(-1)];
    if (!first || !last || last.at - first.at < 500) return null;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  };
  const leftText = (): string => {
    const left = stage.name === 'training' ? secondsLeft() : undefined;
    return left === undefined ? '' : timeLeft(l10n, left);
  };

  const trainingMessage = (of: TrainStart): string => {
    const epochs = of.phases.reduce((sum, p) => sum + p.epochs, 0);
    const left = leftText();
    const parts = [
      ...(pausedAt === undefined ? [] : [l10n.t('Paused')]),
      l10n.t('Phase {0} of {1} (up to {2} tokens)', phase, of.phases.length, of.phases[phase - 1]?.maxTokens ?? 0),
      l10n.t('epoch {0} of {1}', Math.max(epoch, 1), epochs),
      ...(valLoss !== null
        ? [l10n.t('validation loss {0}', lossText(valLoss))]
        : trainLoss !== undefined
          ? [l10n.t('training loss {0}', lossText(trainLoss))]
          : []),
      ...(left && pausedAt === undefined ? [left] : []),
    ];
    return parts.join(' · ');
  };

  const stageMessage = (): string => {
    const { name, done, total } = stage;
    if (name === 'reading') {
      return total
        ? l10n.t('Reading the poems… {0} of {1} files', counted(done ?? 0), counted(total))
        : l10n.t('Reading the poems…');
    }
    if (name === 'vectors') return l10n.t('Looking up word vectors…');
    if (name === 'engines') return l10n.t('Trying which engine is the fastest…');
    if (name === 'form') return l10n.t('Learning the form of the lines…');
    if (name === 'encoding') return l10n.t('Writing the bottleneck vectors…');
    if (name === 'evaluating') return l10n.t('Measuring on the held-out poems…');
    return start ? trainingMessage(start) : l10n.t('Starting to train…');
  };

  return (progress) => {
    take(progress);
    const { from, share } = formed && stage.name === 'training' ? trainingAfterForm : shares[stage.name];
    const within = stage.name === 'training' ? work : stage.total ? (stage.done ?? 0) / stage.total : 0;
    fraction = Math.max(fraction, Math.min(1, from + share * within));
    const epochs = start?.phases.reduce((sum, p) => sum + p.epochs, 0) ?? 0;
    const inTraining = stage.name === 'training' && start !== undefined;
    return {
      fraction,
      message: stageMessage(),
      short: !inTraining
        ? stageShort(l10n, stage.name)
        : pausedAt === undefined
          ? l10n.t('epoch {0} of {1}', Math.max(epoch, 1), epochs)
          : l10n.t('paused, epoch {0} of {1}', Math.max(epoch, 1), epochs),
      epochsDone,
      epochs,
      phases: start?.phases.length ?? 0,
      stage: stage.name,
      paused: pausedAt !== undefined,
      batch,
      batchesPerSecond: speed(),
      left: leftText(),
      engine: start ? l10n.t('Computed by {0}. {1}', start.engine.description, start.engine.why) : '',
    };
  };
}

function stageShort(l10n: Localizer, stage: TrainStage): string {
  if (stage === 'reading') return l10n.t('reading poems');
  if (stage === 'vectors') return l10n.t('word vectors');
  if (stage === 'engines') return l10n.t('engines');
  if (stage === 'form') return l10n.t('form of the lines');
  if (stage === 'training') return l10n.t('starting');
  return l10n.t('measuring');
}
