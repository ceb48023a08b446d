import type { EpochRecord } from '../runs/epoch-record.ts';
import { monitorLimits } from './monitors.ts';

/** A judgement of a training by one of its subjects, in words. */
export interface TrainingVerdict {
  about: 'gradients' | 'saturation' | 'generalisation' | 'progress';
  /** Null while it cannot be told. */
  good: boolean | null;
  /** What is seen, with its figures. */
  finding: string;
  meaning: string;
  /** What to try; '' where nothing need be done. */
  advice: string;
}

/** Epochs of one phase that a trend needs. */
const fewestEpochs = 5;
/** A rise of the validation loss above its lowest by less than this share is within its noise. */
const noticeableRise = 0.01;
/** A loss that falls by less than this share from one stretch of epochs to the next has stopped falling. */
const noticeableFall = 0.005;

/** The seed notebook's verdicts on the epochs so far. Gradients are judged before clipping, which would hide an explosion. */
export function judgeTraining(history: readonly EpochRecord[]): {
  limits: typeof monitorLimits;
  verdicts: TrainingVerdict[];
} {
  const last = history.at(-1);
  if (!last) return { limits: monitorLimits, verdicts: [] };
  // Losses of sequences of another length do not compare.
  const phase = history.filter((record) => record.phase === last.phase);
  return {
    limits: monitorLimits,
    verdicts: [onGradients(history), onSaturation(last), onGeneralisation(phase), onProgress(phase)],
  };
}

function onGradients(history: readonly EpochRecord[]): TrainingVerdict {
  const vanished = history.filter(({ gradientNorm }) => gradientNorm.mean < monitorLimits.vanishingGradient);
  const exploded = history.filter(({ gradientNorm }) => gradientNorm.max > monitorLimits.explodingGradient);
  if (vanished.length > 0)
    return {
      about: 'gradients',
      good: false,
      finding: `The gradient vanished ${inEpochs(vanished, history)}: its norm fell to ${Math.min(...vanished.map(({ gradientNorm }) => gradientNorm.mean)).toExponential(1)}, below ${monitorLimits.vanishingGradient}.`,
      meaning: 'Where it vanishes the weights no longer move, so nothing more is learned.',
      advice: 'Try the preset gru or lstm, whose gates let the gradient pass, or shorter sequences first.',
    };
  if (exploded.length > 0)
    return {
      about: 'gradients',
      good: false,
      finding: `The gradient exploded ${inEpochs(exploded, history)}: its norm rose to ${figure(Math.max(...exploded.map(({ gradientNorm }) => gradientNorm.max)))}, above ${monitorLimits.explodingGradient}.`,
      meaning: 'Clipping shortens such steps, but their direction is that of a few unusual passages.',
      advice: 'Try a lower learning rate, or the preset gru or lstm.',
    };
  const norms = history.map(({ gradientNorm }) => gradientNorm);
  return {
    about: 'gradients',
    good: true,
    finding: `The gradient stayed between ${figure(Math.min(...norms.map(({ mean }) => mean)))} (lowest mean of an epoch) and ${figure(Math.max(...norms.map(({ max }) => max)))} (largest of a batch).`,
    meaning: 'It neither vanishes nor explodes: every part of the network can learn.',
    advice: '',
  };
}

function onSaturation({ encoder, decoder }: EpochRecord): TrainingVerdict {
  const share = (value: number): string => `${Math.round(value * 100)}%`;
  const figures = `${share(encoder.saturation)} of the encoder’s and ${share(decoder.saturation)} of the decoder’s hidden activations`;
  const saturated = Math.max(encoder.saturation, decoder.saturation) > monitorLimits.saturation;
  return {
    about: 'saturation',
    good: !saturated,
    finding: `In the last epoch ${figures} are saturated (beyond 0.9).`,
    meaning: saturated
      ? 'A saturated unit hardly answers to what it reads, and hardly learns.'
      : `That is not above the ${share(monitorLimits.saturation)} from which units hardly answer to what they read.`,
    advice: saturated ? 'Try a lower learning rate.' : '',
  };
}

/** Overfitting: the validation loss rises from its lowest while the training loss goes on falling. */
function onGeneralisation(phase: readonly EpochRecord[]): TrainingVerdict {
  const about = 'generalisation';
  const last = phase.at(-1)!;
  const measured = phase.filter((record) => record.valLoss !== null) as (EpochRecord & { valLoss: number })[];
  const end = measured.at(-1);
  if (!end)
    return {
      about,
      good: null,
      finding: 'No poem is held out, so there is no validation loss.',
      meaning: 'Whether the network learns what poems have in common or learns these by heart cannot be told.',
      advice: 'Add poems to the folder.',
    };
  if (measured.length < fewestEpochs) return tooEarly(about, measured.length);
  const best = measured.reduce((lowest, record) => (record.valLoss < lowest.valLoss ? record : lowest));
  const risen = end.valLoss > best.valLoss * (1 + noticeableRise);
  if (risen && last.trainLoss < best.trainLoss)
    return {
      about,
      good: false,
      finding: `Since epoch ${best.epoch} the validation loss has risen from ${loss(best.valLoss)} to ${loss(end.valLoss)}, while the training loss fell from ${loss(best.trainLoss)} to ${loss(last.trainLoss)}.`,
      meaning: 'The network overfits: it learns its own poems by heart, and does worse on others.',
      advice: `Stop about epoch ${best.epoch}, or add poems.`,
    };
  return {
    about,
    good: !risen,
    finding: risen
      ? `Since epoch ${best.epoch} the validation loss has risen from ${loss(best.valLoss)} to ${loss(end.valLoss)}, and the training loss with it.`
      : `The validation loss (${loss(end.valLoss)}) is within ${noticeableRise * 100}% of its lowest in this phase (${loss(best.valLoss)}, epoch ${best.epoch}).`,
    meaning: risen
      ? 'The steps are too large for the network to settle.'
      : 'What is learned holds for poems that are held out as well.',
    advice: risen ? 'Try a lower learning rate.' : '',
  };
}

/** Whether the loss still falls: the mean of the phase's last stretch beside that of the stretch before it. */
function onProgress(phase: readonly EpochRecord[]): TrainingVerdict {
  const about = 'progress';
  const stretch = Math.max(3, Math.floor(phase.length / 4));
  if (phase.length < Math.max(fewestEpochs, 2 * stretch)) return tooEarly(about, phase.length);
  const meanOf = (records: readonly EpochRecord[]): number =>
    records.reduce((sum, { trainLoss }) => sum + trainLoss, 0) / records.length;
  const before = meanOf(phase.slice(-2 * stretch, -stretch));
  const now = meanOf(phase.slice(-stretch));
  const fall = (before - now) / before;
  const good = fall >= noticeableFall;
  const change = `${(Math.abs(fall) * 100).toFixed(1)}% ${fall < 0 ? 'higher' : 'lower'}`;
  return {
    about,
    good,
    finding: `Over the last ${stretch} epochs the training loss was on average ${change} than over the ${stretch} before.`,
    meaning: good ? 'It is still falling.' : 'It has stopped falling: more of the same will teach it little.',
    advice: good
      ? ''
      : 'Try another learning rate, the preset gru or lstm, or more poems; if the validation loss is fine, the training may simply be done.',
  };
}

function tooEarly(about: TrainingVerdict['about'], epochs: number): TrainingVerdict {
  return {
    about,
    good: null,
    finding: `Only ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of this phase ${epochs === 1 ? 'is' : 'are'} done.`,
    meaning:
      about === 'progress'
        ? 'It is too early to say whether the loss still falls.'
        : 'It is too early to say whether the network overfits.',
    advice: '',
  };
}

function inEpochs(found: readonly EpochRecord[], history: readonly EpochRecord[]): string {
  if (found.length === 1) return `in epoch ${found[0]!.epoch}`;
  return `in ${found.length} of ${history.length} epochs, first in epoch ${found[0]!.epoch}`;
}

function loss(value: number): string {
  return value.toFixed(4);
}

function figure(value: number): string {
  return value !== 0 && (value < 0.001 || value >= 10_000) ? value.toExponential(1) : value.toPrecision(3);
}
