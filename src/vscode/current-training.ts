import * as vscode from 'vscode';
import type { TrainingView } from './training-progress.ts';

/** The training under way in this window. */
export interface CurrentTraining {
  view: TrainingView;
  /** The run's folder, once there is one. */
  run: string | undefined;
  /** `pausing` and `stopping` until the compute process has come to it. */
  state: 'running' | 'pausing' | 'paused' | 'stopping';
  stop(): void;
  pause(): void;
  goOn(): void;
}

/** Holds the one training a window may have, and tells when it changes. */
export interface TrainingState extends vscode.Disposable {
  readonly current: CurrentTraining | undefined;
  readonly onDidChange: vscode.Event<void>;
  set(training: CurrentTraining | undefined): void;
}

export function createTrainingState(): TrainingState {
  const changed = new vscode.EventEmitter<void>();
  let current: CurrentTraining | undefined;
  const keys = (training: CurrentTraining | undefined): Record<string, boolean> => ({
    training: training !== undefined,
    trainingPaused: training?.state === 'pausing' || training?.state === 'paused',
  });
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    set(training) {
      const before = keys(current);
      for (const [key, value] of Object.entries(keys(training)))
        if (value !== before[key]) void vscode.commands.executeCommand('setContext', `poetryExplorer.${key}`, value);
      current = training;
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
