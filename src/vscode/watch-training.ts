import * as vscode from 'vscode';
import type { TrainProgress } from '../protocol/compute-messages.ts';
import { counted, lossText } from './localizer.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';
import { rememberTraining } from './training-memory.ts';
import { followTraining, type TrainingView } from './training-progress.ts';

type Notification = vscode.Progress<{ message?: string; increment?: number }>;

/** The one who follows a training for the window, and can stop it. */
export interface TrainingWatch {
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Shows the progress there from now on. */
  showIn(notification: Notification): void;
  take(progress: TrainProgress): void;
  view(): TrainingView;
  /** The run's folder, once there is one. */
  run(): string | undefined;
  unreadableFiles(): number;
}

/** Keeps the window's picture of a training up to date from what the compute process tells. */
export function watchTraining({ training, log, context }: Services): TrainingWatch {
  const abort = new AbortController();
  const follow = followTraining(vscode.l10n);
  const stop = (): void => {
    if (!abort.signal.aborted) log.info('Asked to stop.');
    abort.abort();
    tell?.report({ message: vscode.l10n.t('stopping…') });
  };
  let tell: Notification | undefined;
  let shown = 0;
  const unreadable = new Set<string>();
  let run: string | undefined;
  let current = { view: follow({ reports: [], epochs: [] }), stop };
  training.set(current);

  return {
    signal: abort.signal,
    stop,
    view: () => current.view,
    run: () => run,
    unreadableFiles: () => unreadable.size,
    showIn(progress) {
      tell = progress;
      tell.report({ message: current.view.message, increment: 0 });
    },
    take(progress) {
      if (progress.start) {
        run = progress.start.run;
        void rememberTraining(context, run);
      }
      for (const { file } of progress.reports) unreadable.add(file);
      logProgress(log, progress);
      current = { view: follow(progress), stop };
      training.set(current);
      const percent = current.view.fraction * 100;
      const message = abort.signal.aborted ? vscode.l10n.t('stopping…') : plainText(current.view.message);
      tell?.report({ message, increment: percent - shown });
      shown = percent;
    },
  };
}

function logProgress(log: vscode.LogOutputChannel, { reports, start, epochs }: TrainProgress): void {
  for (const { file, message } of reports) {
    // A file name may hold anything, line ends too.
    log.warn(plainText(message.includes(file) ? message : `${file}: ${message}`, 2000));
  }
  if (start) {
    const { run, poems, chunks, vocabulary, parameters, phases, epochsDone } = start;
    log.info(`Run: ${run}`);
    log.info(
      `${counted(poems)} poems, ${counted(chunks)} chunks, ${counted(vocabulary)} distinct tokens; a network of ${counted(parameters)} parameters.`,
    );
    log.info(`Phases: ${phases.map((p) => `${p.epochs} epochs of up to ${p.maxTokens} tokens`).join(', ')}.`);
    if (epochsDone) log.info(`Going on after epoch ${epochsDone}.`);
  }
  for (const { epoch, phase, trainLoss, valLoss, seconds } of epochs) {
    const validation = valLoss === null ? '' : `, validation loss ${lossText(valLoss)}`;
    log.info(
      `Epoch ${epoch} (phase ${phase}): training loss ${lossText(trainLoss)}${validation}, ${seconds.toFixed(1)} s`,
    );
  }
}
