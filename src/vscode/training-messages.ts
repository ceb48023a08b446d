import type { HeldOutSummary, TrainResult } from '../protocol/compute-messages.ts';
import { duration } from './durations.ts';
import { counted, type Localizer, lossText, percentText } from './localizer.ts';

/** What a finished training tells: what was learned, honestly, and what to do next. */
export function completeMessage(l10n: Localizer, result: TrainResult): string {
  return [trainedOn(l10n, result), learned(l10n, result.heldOut), advice(l10n, result.heldOut)]
    .filter(Boolean)
    .join(' ');
}

function trainedOn(l10n: Localizer, { poems, chunks, epochs, seconds, valLoss, trainLoss }: TrainResult): string {
  const loss =
    valLoss !== null
      ? l10n.t('validation loss {0}', lossText(valLoss))
      : l10n.t('training loss {0}', trainLoss === null ? '–' : lossText(trainLoss));
  return l10n.t(
    'Trained on {0} poems ({1} chunks): {2} epochs in {3}, {4}.',
    counted(poems),
    counted(chunks),
    epochs,
    duration(l10n, seconds),
    loss,
  );
}

function learned(l10n: Localizer, heldOut: HeldOutSummary | null): string {
  if (!heldOut) return '';
  return l10n.t(
    'On {0} held-out poems it explains {1} of the variance; PCA of the same width ({2} numbers) explains {3}.',
    counted(heldOut.poems),
    percentText(heldOut.varianceExplained),
    heldOut.pca.components,
    percentText(heldOut.pca.varianceExplained),
  );
}

function advice(l10n: Localizer, heldOut: HeldOutSummary | null): string {
  if (!heldOut) return '';
  if (!(heldOut.varianceExplained > 0)) {
    return l10n.t(
      'So it does no better than always guessing the average word. Try more epochs, another preset or more poems.',
    );
  }
  if (heldOut.varianceExplained < heldOut.pca.varianceExplained) {
    return l10n.t(
      'So it keeps less than a linear method does: take what it shows with caution, and try more epochs, another preset or more poems.',
    );
  }
  return l10n.t('The report tells where in a passage it reconstructs well.');
}

/** What a training that was stopped tells. `epochs` is null when the run had not begun. */
export function stoppedMessage(l10n: Localizer, done: { epochsDone: number; epochs: number } | null): string {
  if (!done) return l10n.t('Training was stopped before it began. Nothing was written.');
  if (done.epochsDone === 0) return l10n.t('Training stopped before its first epoch was finished.');
  return l10n.t(
    'Training stopped after epoch {0} of {1}. Nothing is lost: it can go on from there.',
    done.epochsDone,
    done.epochs,
  );
}

/** One line about the files that could not be used; each is told in the log. */
export function unreadableFilesMessage(l10n: Localizer, files: number): string {
  return files === 1
    ? l10n.t('One file could not be read, or only in part. The log says why.')
    : l10n.t('{0} files could not be read, or only in part. The log says why.', counted(files));
}
