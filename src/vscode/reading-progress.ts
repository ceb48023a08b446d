import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Milliseconds after which a reading is worth a notification; before that the status bar tells of it. */
const shortReading = 2000;

/**
 * Shows how far the base model has come with reading poems: in the status bar, and where it takes longer in a notification
 * with a way to stop it, which aborts the signal. `read` tells the share done, 0 to 1.
 */
export async function showReading<Result>(
  read: (signal: AbortSignal, onShare: (share: number) => void) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  let [share, told] = [0, 0];
  let progress: vscode.Progress<{ message: string; increment: number }> | undefined;
  const tell = (): void => {
    const percent = Math.floor(100 * share);
    if (percent === told) return;
    progress?.report({ message: `${percent}%`, increment: percent - told });
    told = percent;
  };
  let isDone = false;
  const reading = read(abort.signal, (done) => {
    share = done;
    tell();
  }).finally(() => (isDone = true));
  const settled = reading.then(
    () => undefined,
    () => undefined,
  );
  const show = (location: vscode.ProgressLocation, until: Promise<unknown>): Thenable<unknown> =>
    vscode.window.withProgress(
      { location, title: vscode.l10n.t('The base model reads the poems'), cancellable: true },
      (shown, token) => {
        token.onCancellationRequested(() => abort.abort());
        [progress, told] = [shown, 0];
        tell();
        return until;
      },
    );
  await show(vscode.ProgressLocation.Window, Promise.race([settled, wait(shortReading)]));
  if (!isDone) await show(vscode.ProgressLocation.Notification, settled);
  return reading;
}
