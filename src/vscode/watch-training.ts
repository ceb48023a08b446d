import * as vscode from 'vscode';
import type { TrainProgress } from '../protocol/compute-messages.ts';
import type { RequestHold } from '../protocol/request-channel.ts';
import type { CurrentTraining } from './current-training.ts';
import { counted, lossText } from './localizer.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';
import { rememberTraining } from './training-memory.ts';
import { followTraining, type TrainingView } from './training-progress.ts';

type Notification = vscode.Progress<{ message?: string; increment?: number }>;

/** The one who follows a training for the window, and can stop it or have it wait. */
export interface TrainingWatch {
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Pausing goes by this from now on. */
  holdBy(hold: RequestHold): void;
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
  let tell: Notification | undefined;
  let shown = 0;
  const unreadable = new Set<string>();
  let run: string | undefined;
  let view = follow({ reports: [], epochs: [] });
  let hold: RequestHold | undefined;
  let held = false;

  const state = (): CurrentTraining['state'] => {
    if (abort.signal.aborted) return 'stopping';
    return held ? (view.paused ? 'paused' : 'pausing') : 'running';
  };
  const message = (): string => {
    const now = state();
    if (now === 'stopping') return vscode.l10n.t('stopping…');
    return now === 'pausing' && view.stage === 'training' ? vscode.l10n.t('pausing…') : plainText(view.message);
  };
  const show = (): void => {
    training.set({ view, run, state: state(), stop, pause, goOn });
    const percent = view.fraction * 100;
    tell?.report({ message: message(), increment: percent - shown });
    if (tell) shown = percent;
  };
  const stop = (): void => {
    if (!abort.signal.aborted) log.info('Asked to stop.');
    abort.abort();
    show();
  };
  const pause = (): void => {
    if (held) return;
    log.info('Asked to pause.');
    held = true;
    hold?.pause();
    show();
  };
  const goOn = (): void => {
    if (!held) return;
    log.info('Asked to go on.');
    held = false;
    hold?.goOn();
    show();
  };
  show();

  return {
    signal: abort.signal,
    stop,
    view: () => view,
    holdBy: (by) => void (hold = by),
    run: () => run,
    unreadableFiles: () => unreadable.size,
    showIn(progress) {
      tell = progress;
      show();
    },
    take(progress) {
      if (progress.start) {
        run = progress.start.run;
        void rememberTraining(context, run);
      }
      for (const { file } of progress.reports) unreadable.add(file);
      logProgress(log, progress);
      view = follow(progress);
      show();
    },
  };
}

function logProgress(log: vscode.LogOutputChannel, { reports, start, epochs }: TrainProgress): void {
  for (const { file, message } of reports) {
    // A file name may hold anything, line ends too.
    log.warn(plainText(message.includes(file) ? message : `${file}: ${message}`, 2000));
  }
  if (start) {
    const { run, poems, chunks, vocabulary, parameters, phases, epochsDone, note, engine } = start;
    log.info(`Run: ${run}`);
    log.info(
      `${counted(poems)} poems, ${counted(chunks)} chunks, ${counted(vocabulary)} distinct tokens; a network of ${counted(parameters)} parameters.`,
    );
    log.info(`Phases: ${phases.map((p) => `${p.epochs} epochs of up to ${p.maxTokens} tokens`).join(', ')}.`);
    if (note) log.info(note);
    log.info(`Computed by ${engine.description}. ${engine.why}`);
    if (epochsDone) log.info(`Going on after epoch ${epochsDone}.`);
  }
  for (const { epoch, phase, trainLoss, valLoss, seconds } of epochs) {
    const validation = valLoss === null ? '' : `, validation loss ${lossText(valLoss)}`;
    log.info(
      `Epoch ${epoch} (phase ${phase}): training loss ${lossText(trainLoss)}${validation}, ${seconds.toFixed(1)} s`,
    );
  }
}
