import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { isBaseRun } from '../runs/base-run.ts';
import { baseRunsPlace, foldersForBase, isOfFolder } from './base-runs-place.ts';
import { openFolderOf } from './poem-folder.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';

/** Has the base model read poems that have no run of their own, in the background and only when somebody asks. */
export interface BaseRuns extends vscode.Disposable {
  /**
   * Somebody wants to explore a document, or whatever poems there are. Ends when it is settled whether the base model
   * can tell of them; what keeps it from that is in the log.
   */
  want(document?: vscode.Uri): Promise<void>;
}

/** Poems that change are read again no sooner than after so many milliseconds, and so many times as long as it took. */
const leastRest = 5000;
const restShare = 10;

type BaseServices = Pick<Services, 'context' | 'compute' | 'runs' | 'training' | 'log'>;

export function createBaseRuns({ context, compute, runs, training, log }: BaseServices): BaseRuns {
  const made = new Map<string, { freshUntil: number; stale: boolean; done: Promise<void> }>();
  let looked: Promise<void> | undefined;

  const make = async (folder: string, runsFolder: string): Promise<void> => {
    try {
      const { run } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('The base model reads the poems') },
        (progress) =>
          compute.request(
            'makeBaseRun',
            { folder, runsFolder },
            {
              onProgress: ({ done, total }) => progress.report({ message: `${Math.floor((100 * done) / total)}%` }),
            },
          ),
      );
      if (runs.all.some((known) => known.folder === run)) return;
      log.info(`The base model has read the poems in ${folder}: ${run}`);
      await runs.refresh();
    } catch (error) {
      log.info(`The base model could not read the poems in ${folder}: ${String(error)}`);
      // Poems that cannot be read are looked at again once they have changed; all else may work the next time.
      if (!(error instanceof RequestFailed && error.failure.forPerson)) made.delete(folder);
    }
  };
  const makeOnce = (folder: string): Promise<void> => {
    const known = made.get(folder);
    if (known && !(known.stale && Date.now() > known.freshUntil)) return known.done;
    const runsFolder = baseRunsPlace(context, folder);
    if (runsFolder === undefined) return Promise.resolve();
    const began = Date.now();
    const entry = { freshUntil: Infinity, stale: false, done: make(folder, runsFolder) };
    made.set(folder, entry);
    void entry.done.then(() => {
      entry.freshUntil = Date.now() + Math.max(leastRest, restShare * (Date.now() - began));
    });
    return entry.done;
  };

  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{txt,poem,md,json,jsonl,ndjson}');
  const changed = ({ fsPath }: vscode.Uri): void => {
    for (const [folder, known] of made)
      // Runs keep such files too, in a folder that hides itself.
      if (isBelow(fsPath, folder) && !/[\\/]\./.test(fsPath.slice(folder.length))) known.stale = true;
  };
  const parts = vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const of = (setting: string): boolean => event.affectsConfiguration(`${section}.${setting}`);
      if (of('useBaseModel') || of('poemFolder')) void runs.refresh();
    }),
  );

  return {
    async want(document) {
      await (looked ??= runs.refresh());
      // What is computed for a training is not to wait.
      if (training.current) return;
      const own = runs.current.filter((run) => !isBaseRun(run));
      const folders = foldersForBase().filter((folder) => !document || isBelow(document.fsPath, folder));
      for (const folder of folders) if (!own.some((run) => isOfFolder(run, folder))) await makeOnce(folder);
    },
    dispose: () => void parts.dispose(),
  };
}

function isBelow(place: string, folder: string): boolean {
  return openFolderOf(place, [{ name: '', path: folder }]) !== undefined;
}
