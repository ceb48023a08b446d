import * as vscode from 'vscode';
import type { TrainingView } from './training-progress.ts';

/** The training under way in this window. */
export interface CurrentTraining {
  view: TrainingView;
  stop(): void;
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
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    set(training) {
      if (!current !== !training) {
        void vscode.commands.executeCommand('setContext', 'poetryExplorer.training', training !== undefined);
      }
      current = training;
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
