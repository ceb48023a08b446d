import * as vscode from 'vscode';
import { namedRun } from '../runs/latest.ts';
import { listRuns } from '../runs/read-run.ts';
import { runsFolder } from '../runs/run-folder.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { baseRunsPlace, foldersForBase, isOfFolder } from './base-runs-place.ts';
import { runsInStorage } from './runs-place.ts';
import { openFolders } from './settings.ts';

/** The runs of this window's folders, as they were when last looked at. */
export interface WorkspaceRuns extends vscode.Disposable {
  /** Newest first; after them the base model's of the poems that have no complete run. */
  readonly all: readonly RunSummary[];
  /**
   * Those that are looked at, one of each folder of runs that has a complete one: the one made current, else the newest.
   * Newest first; after them the base model's, as in `all`.
   */
  readonly current: readonly RunSummary[];
  /** The newest of the current ones. */
  readonly latest: RunSummary | undefined;
  /** Those that can go on from their checkpoint, newest first. */
  readonly unfinished: readonly RunSummary[];
  readonly onDidChange: vscode.Event<void>;
  /** The folders of runs that are looked in, whether they are there or not. */
  places(): string[];
  /** Looks again. */
  refresh(): Promise<void>;
  /** Looks in this folder too from now on: runs of poems outside the open folders. */
  remember(runsFolder: string): Promise<void>;
}

const rememberedKey = 'runsFolders';

export function createWorkspaceRuns(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): WorkspaceRuns {
  const changed = new vscode.EventEmitter<void>();
  let all: readonly RunSummary[] = [];
  let current: readonly RunSummary[] = [];

  const remembered = (): string[] => {
    const kept = context.workspaceState.get<unknown>(rememberedKey);
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
  };
  const places = (): string[] => {
    const storage = context.globalStorageUri.fsPath;
    const own = openFolders().flatMap(({ path }) => [runsFolder(path), runsInStorage(storage, path)]);
    return [...new Set([...own, ...remembered()])];
  };
  const basePlaces = (): string[] => foldersForBase().flatMap((folder) => baseRunsPlace(context, folder) ?? []);
  const list = async (place: string): Promise<{ runs: RunSummary[]; current: RunSummary | undefined }> => {
    try {
      const [runs, named] = [await listRuns(place), await namedRun(place)];
      const complete = runs.filter(({ status }) => status === 'complete');
      return { runs, current: complete.find(({ id }) => id === named) ?? complete[0] };
    } catch (error) {
      log.warn(`The runs in ${place} could not be listed: ${String(error)}`);
      return { runs: [], current: undefined };
    }
  };

  const runs: WorkspaceRuns = {
    get all() {
      return all;
    },
    get current() {
      return current;
    },
    get latest() {
      return current[0];
    },
    get unfinished() {
      return all.filter(({ status }) => status === 'stopped' || status === 'interrupted');
    },
    onDidChange: changed.event,
    places: () => [...places(), ...basePlaces()],
    async refresh() {
      const found = await Promise.all(places().map(list));
      const own = found.flatMap((place) => place.runs).sort(newestFirst);
      const ownCurrent = found.flatMap((place) => place.current ?? []).sort(newestFirst);
      const base = (await Promise.all(basePlaces().map(list)))
        .flatMap((place) => place.current ?? [])
        .filter(({ config }) => config && !ownCurrent.some((run) => isOfFolder(run, config.corpus.root)));
      all = [...own, ...base];
      current = [...ownCurrent, ...base];
      for (const { problem } of all) if (problem) log.warn(problem);
      const set = (key: string, value: boolean) =>
        vscode.commands.executeCommand('setContext', `poetryExplorer.${key}`, value);
      await Promise.all([
        set('hasRun', runs.latest !== undefined),
        set('hasOwnRun', ownCurrent.length > 0),
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

function newestFirst(a: RunSummary, b: RunSummary): number {
  return a.created < b.created ? 1 : a.created > b.created ? -1 : 0;
}
