import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PassageTable } from '../passages/passage-table.ts';
import { passagesFile, readPassages } from '../passages/stored-passages.ts';
import { headsOf } from '../passages/search.ts';
import type { PreparePassagesParams } from '../protocol/passage-messages.ts';
import { damaged } from '../runs/file-problem.ts';
import { openRun } from '../runs/read-run.ts';
import type { RunConfig } from '../runs/run-config.ts';
import type { ComputeClient } from './compute-client.ts';
import { isPoemFile } from './poem-files.ts';
import type { WorkspaceRuns } from './workspace-runs.ts';

/** A complete run with its passages in memory. */
export interface Explored {
  /** Absolute path of the run's folder: what tells one run from another. */
  readonly run: string;
  readonly config: RunConfig;
  /** The corpus folder as it is now, absolute. */
  readonly root: string;
  readonly table: PassageTable;
  /** Median over all passages of the reconstruction's cosine similarity. */
  readonly medianCosine: number;
  /** Where a file of the corpus is. */
  uriOf(file: string): vscode.Uri;
  /** Path of a document below the corpus folder, with forward slashes; undefined outside it. */
  fileOf(uri: vscode.Uri): string | undefined;
}

/** The runs that this window looks at, each loaded when it is first asked for and kept while it is in use. */
export interface Explorer extends vscode.Disposable {
  /** The current run; undefined without any. */
  current(): Promise<Explored | undefined>;
  /** The current run whose corpus folder holds this document, the innermost where several do. */
  forDocument(uri: vscode.Uri): Promise<Explored | undefined>;
  /** Any complete run. Throws a UserError or RequestFailed that says what is wrong with it. */
  of(run: string): Promise<Explored>;
  /** The run whose folder has this name, among those of this window. */
  byId(id: string): Promise<Explored | undefined>;
  /** Compares the run's passages in another way from now on. */
  changeComparison(run: string, comparison: NonNullable<PreparePassagesParams['comparison']>): Promise<void>;
  /** Another run is current, or is compared in another way. */
  readonly onDidChange: vscode.Event<void>;
}

/** So many runs stay in memory: the current one, and one to compare with. */
const keptRuns = 2;

export function createExplorer(compute: ComputeClient, runs: WorkspaceRuns): Explorer {
  const changed = new vscode.EventEmitter<void>();
  const loaded = new Map<string, Promise<Explored>>();

  const load = async (run: string): Promise<Explored> => {
    const opened = await openRun(run);
    if (!(await opened.has(passagesFile))) await compute.request('preparePassages', { run });
    const { corpus, specification } = opened.config;
    const tensors = await opened.tensors(passagesFile);
    let table: PassageTable;
    try {
      table = readPassages(tensors, corpus.chunks, specification.bottleneckSize);
    } catch (error) {
      throw damaged(path.join(run, passagesFile), (error as Error).message);
    }
    // Now, rather than in the first hover.
    headsOf(table);
    const root = corpusFolder(run, corpus.root, table);
    return {
      run,
      config: opened.config,
      root,
      table,
      medianCosine: median(table.cosine),
      uriOf: (file) => vscode.Uri.file(path.join(root, ...file.split('/'))),
      fileOf: (uri) => (isPoemFile(uri) ? pathBelow(root, uri.fsPath) : undefined),
    };
  };

  const of = async (run: string): Promise<Explored> => {
    const known = loaded.get(run) ?? load(run);
    // The last one asked for comes last.
    loaded.delete(run);
    loaded.set(run, known);
    for (const oldest of [...loaded.keys()].slice(0, -keptRuns)) loaded.delete(oldest);
    // A run that could not be read is tried again the next time.
    known.catch(() => loaded.get(run) === known && loaded.delete(run));
    return known;
  };

  const watching = runs.onDidChange(() => {
    for (const run of loaded.keys()) if (!runs.all.some(({ folder }) => folder === run)) loaded.delete(run);
    changed.fire();
  });

  return {
    of,
    onDidChange: changed.event,
    async current() {
      return runs.latest && of(runs.latest.folder);
    },
    async forDocument(uri) {
      if (!isPoemFile(uri)) return undefined;
      const candidates = runs.current.flatMap(({ folder, config }) =>
        config && mayHold(folder, config.corpus.root, uri.fsPath) ? folder : [],
      );
      const holding = (await Promise.all(candidates.map(of))).filter((run) => run.fileOf(uri) !== undefined);
      return holding.sort((a, b) => b.root.length - a.root.length)[0];
    },
    async byId(id) {
      const run = runs.all.find((summary) => summary.id === id);
      return run && of(run.folder);
    },
    async changeComparison(run, comparison) {
      await compute.request('preparePassages', { run, comparison });
      loaded.delete(run);
      changed.fire();
    },
    dispose() {
      watching.dispose();
      changed.dispose();
    },
  };
}

/** Where the poems are: as seen from the run, for both may have been moved together; else where they were. */
function corpusFolder(run: string, root: string, { rootFromRun, poems }: PassageTable): string {
  const near = path.resolve(run, ...rootFromRun.split('/'));
  return existsSync(path.join(near, poems[0]?.file ?? '')) ? near : root;
}

/** Without loading the run: its poems are in their old place, or it lies in the folder that holds the document. */
function mayHold(run: string, root: string, file: string): boolean {
  const workspace = path.dirname(path.dirname(path.dirname(run)));
  return pathBelow(root, file) !== undefined || pathBelow(workspace, file) !== undefined;
}

function pathBelow(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  const parts = relative.split(path.sep);
  // Folders that hide themselves, such as the runs' own, hold no poems.
  if (relative === '' || path.isAbsolute(relative) || parts.some((part) => part.startsWith('.'))) return undefined;
  return parts.join('/');
}

function median(values: Float32Array): number {
  const sorted = Float32Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
