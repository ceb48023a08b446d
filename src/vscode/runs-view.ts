import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import { numberAt } from '../runs/json-field.ts';
import { openRun } from '../runs/read-run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { markdownText } from './markdown-text.ts';
import { plainText } from './plain-text.ts';
import { runFacts } from './run-facts.ts';
import type { Services } from './services.ts';
import { watchRuns } from './watch-runs.ts';

/** The tree of all runs of the window. */
export interface RunsView extends vscode.Disposable {
  /** The run that is selected, while the tree is seen. */
  readonly focused: RunSummary | undefined;
}

/** A line of the tree, as the commands of its menu get it. */
class RunItem extends vscode.TreeItem {
  constructor(readonly run: RunSummary) {
    super(isBaseRun(run) ? vscode.l10n.t('Base model') : plainText(run.name, 120));
  }
}

const icons = {
  training: 'sync~spin',
  interrupted: 'debug-pause',
  stopped: 'debug-pause',
  complete: 'pass',
  damaged: 'error',
} as const;

export function createRunsView({ runs, log }: Pick<Services, 'runs' | 'log'>): RunsView {
  const changed = new vscode.EventEmitter<undefined>();
  // Of complete runs, which do not change: by folder.
  const explained = new Map<string, number | undefined>();

  const look = async (run: RunSummary): Promise<number | undefined> => {
    if (run.status !== 'complete') return undefined;
    if (!explained.has(run.folder)) {
      try {
        explained.set(run.folder, varianceExplained(await (await openRun(run.folder)).evaluation()));
      } catch (error) {
        log.warn(`The evaluation of ${run.folder} could not be read: ${String(error)}`);
        explained.set(run.folder, undefined);
      }
    }
    return explained.get(run.folder);
  };
  const provider: vscode.TreeDataProvider<RunItem> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (item) => item,
    getChildren: (item) =>
      item ? [] : Promise.all(runs.all.map(async (run) => itemOf(run, runs.current.includes(run), await look(run)))),
  };
  const view = vscode.window.createTreeView('poetryExplorer.runs', { treeDataProvider: provider });
  const refresh = (): void => changed.fire(undefined);
  const parts = vscode.Disposable.from(changed, view, runs.onDidChange(refresh), watchRuns(runs));
  return {
    get focused() {
      return view.visible ? view.selection[0]?.run : undefined;
    },
    dispose: () => void parts.dispose(),
  };
}

function itemOf(run: RunSummary, current: boolean, explains: number | undefined): RunItem {
  const item = new RunItem(run);
  const { status } = run;
  item.id = run.folder;
  const base = isBaseRun(run);
  const facts = base ? vscode.l10n.t('not trained on these poems') : runFacts(vscode.l10n, run, explains);
  item.contextValue = base ? 'run-base' : status === 'complete' && current ? 'run-complete-current' : `run-${status}`;
  item.description = `${current && !base ? `${vscode.l10n.t('current')} · ` : ''}${facts}`;
  item.iconPath = base
    ? new vscode.ThemeIcon('library')
    : current
      ? new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('charts.green'))
      : new vscode.ThemeIcon(icons[status], status === 'damaged' ? new vscode.ThemeColor('charts.red') : undefined);
  const told = base
    ? [
        vscode.l10n.t('The base model comes with the extension and was trained on other poems.'),
        vscode.l10n.t('It is used until you train on these: train for nearer passages.'),
      ]
    : [run.name, facts, run.problem ?? '', run.folder].filter(Boolean);
  item.tooltip = new vscode.MarkdownString(told.map((line) => markdownText(line, 2000)).join('  \n'));
  if (status === 'complete')
    item.command = {
      title: vscode.l10n.t('Open Training Dashboard'),
      command: 'poetryExplorer.openDashboard',
      arguments: [run.folder],
    };
  return item;
}

/** What `evaluation.json` says; undefined where it does not. */
function varianceExplained(evaluation: unknown): number | undefined {
  const value = numberAt(evaluation, 'heldOut', 'varianceExplained');
  return Number.isFinite(value) ? value : undefined;
}
