import { watch, type FSWatcher } from 'node:fs';
import * as vscode from 'vscode';
import type { WorkspaceRuns } from './workspace-runs.ts';

/** Milliseconds of quiet after which the runs are looked at again. */
const pause = 300;

/** Sees to it that runs which other windows and the command line make, rename or delete are noticed. */
export function watchRuns(runs: Pick<WorkspaceRuns, 'places' | 'refresh' | 'onDidChange'>): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void runs.refresh(), pause);
  };
  // VS Code's own watcher sees into the runs; it does not look outside the open folders, and on some servers not at once.
  const watcher = vscode.workspace.createFileSystemWatcher('**/.poetry-explorer/runs/{latest,*,*/config.json}');
  const watched = new Map<string, FSWatcher>();
  const forget = (place: string): void => {
    watched.get(place)?.close();
    watched.delete(place);
  };
  const watchPlaces = (): void => {
    for (const place of runs.places()) {
      if (watched.has(place)) continue;
      try {
        const folder = watch(place, { persistent: false }, soon);
        // Gone with its folder: it is watched again when there is one.
        folder.on('error', () => forget(place));
        watched.set(place, folder);
      } catch {
        // There are no runs yet; the first one is heard of by `onDidChange`.
      }
    }
  };
  // Not yet: the window looks at its runs as it wakes, and then they are. Where they are is in the settings, which take VS
  // Code several milliseconds to bring together, and waking is to be short.
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(soon),
    watcher.onDidCreate(soon),
    watcher.onDidDelete(soon),
    runs.onDidChange(watchPlaces),
    {
      dispose() {
        clearTimeout(timer);
        for (const place of [...watched.keys()]) forget(place);
      },
    },
  );
}
