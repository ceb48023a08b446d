import * as vscode from 'vscode';
import { listRuns } from '../runs/read-run.ts';
import { runsFolder } from '../runs/run-folder.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { runsInStorage } from './runs-place.ts';
import { openFolders } from './settings.ts';

/** The runs of this window's folders, as they were when last looked at. */
export interface WorkspaceRuns extends vscode.Disposable {
  /** Newest first. */
  readonly all: readonly RunSummary[];
  /** The newest that is complete. */
  readonly latest: RunSummary | undefined;
  /** Those that can go on from their checkpoint, newest first. */
  readonly unfinished: readonly RunSummary[];
  readonly onDidChange: vscode.Event<void>;
  /** Looks again. */
  refresh(): Promise<void>;
  /** Looks in this folder too from now on: runs of poems outside the open folders. */
  remember(runsFolder: string): Promise<void>;
}

const rememberedKey = 'runsFolders';

export function createWorkspaceRuns(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): WorkspaceRuns {
  const changed = new vscode.EventEmitter<void>();
  let all: readonly RunSummary[] = [];

  const remembered = (): string[] => {
    const kept = context.workspaceState.get<unknown>(rememberedKey);
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
  };
  const places = (): string[] => {
    const storage = context.globalStorageUri.fsPath;
    const own = openFolders().flatMap(({ path }) => [runsFolder(path), runsInStorage(storage, path)]);
    return [...new Set([...own, ...remembered()])];
  };
  const list = async (place: string): Promise<RunSummary[]> => {
    try {
      return await listRuns(place);
    } catch (error) {
      log.warn(`The runs in ${place} could not be listed: ${String(error)}`);
      return [];
    }
  };

  const runs: WorkspaceRuns = {
    get all() {
      return all;
    },
    get latest() {
      return all.find(({ status }) => status === 'complete');
    },
    get unfinished() {
      return all.filter(({ status }) => status === 'stopped' || status === 'interrupted');
    },
    onDidChange: changed.event,
    async refresh() {
      const found = (await Promise.all(places().map(list))).flat();
      all = found.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
      for (const { problem } of all) if (problem) log.warn(problem);
      const set = (key: string, value: boolean) =>
        vscode.commands.executeCommand('setContext', `poetryExplorer.${key}`, value);
      await Promise.all([
        set('hasRun', runs.latest !== undefined),
        set('hasUnfinishedRun', runs.unfinished.length > 0),
      ]);
      changed.fire();
    },
    async remember(place) {
      if (!places().includes(place)) await context.workspaceState.update(rememberedKey, [...remembered(), place]);
    },
    dispose: () => changed.dispose(),
  };
  return runs;
}
