import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { isBaseRun } from '../runs/base-run.ts';
import { baseRunsPlace, foldersForBase, isOfFolder } from './base-runs-place.ts';
import { openFolderOf } from './poem-folder.ts';
import { showReading } from './reading-progress.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';

/** Has the base model read poems that have no run of their own, in the background and only when somebody asks. */
export interface BaseRuns extends vscode.Disposable {
  /**
   * Somebody wants to explore a document, or whatever poems there are. Ends when it is settled whether the base model
   * can tell of them; what keeps it from that is in the log.
   */
  want(document?: vscode.Uri): Promise<void>;
  /** The same, also where somebody has stopped it before. */
  wantAgain(): Promise<void>;
  /** Somebody has stopped the base model from reading this document's folder; in this window it does not begin by itself again. */
  isStopped(document: vscode.Uri): boolean;
}

/** Poems that change are read again no sooner than after so many milliseconds, and so many times as long as it took. */
const leastRest = 5000;
const restShare = 10;

type BaseServices = Pick<Services, 'context' | 'compute' | 'runs' | 'training' | 'log'>;

export function createBaseRuns({ context, compute, runs, training, log }: BaseServices): BaseRuns {
  const made = new Map<string, { freshUntil: number; stale: boolean; done: Promise<void> }>();
  const stopped = new Set<string>();
  let looked: Promise<void> | undefined;

  const make = async (folder: string, runsFolder: string): Promise<void> => {
    try {
      const { run } = await showReading((signal, onShare) =>
        compute.request(
          'makeBaseRun',
          { folder, runsFolder },
          { signal, onProgress: ({ done, total }) => onShare(done / total) },
        ),
      );
      if (runs.all.some((known) => known.folder === run)) return;
      log.info(`The base model has read the poems in ${folder}: ${run}`);
      await runs.refresh();
    } catch (error) {
      if (error instanceof RequestFailed && error.failure.cancelled) stopped.add(folder);
      log.info(`The base model could not read the poems in ${folder}: ${String(error)}`);
      // Poems that cannot be read are looked at again once they have changed; all else may work the next time.
      if (!(error instanceof RequestFailed && error.failure.forPerson)) made.delete(folder);
    }
  };
  const makeOnce = (folder: string): Promise<void> => {
    if (stopped.has(folder)) return Promise.resolve();
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

  const want = async (document?: vscode.Uri): Promise<void> => {
    await (looked ??= runs.refresh());
    // What is computed for a training is not to wait.
    if (training.current) return;
    const own = runs.current.filter((run) => !isBaseRun(run));
    const folders = foldersForBase().filter((folder) => !document || isBelow(document.fsPath, folder));
    for (const folder of folders) if (!own.some((run) => isOfFolder(run, folder))) await makeOnce(folder);
  };
  return {
    want,
    wantAgain() {
      stopped.clear();
      return want();
    },
    isStopped: ({ fsPath }) => [...stopped].some((folder) => isBelow(fsPath, folder)),
    dispose: () => void parts.dispose(),
  };
}

function isBelow(place: string, folder: string): boolean {
  return openFolderOf(place, [{ name: '', path: folder }]) !== undefined;
}
