import * as vscode from 'vscode';
import { readFromDashboard, type FromDashboard, type ToDashboard } from '../protocol/dashboard-messages.ts';
import { openRun } from '../runs/read-run.ts';
import { dashboardOf } from './dashboard-data.ts';
import { runFolderOf } from './run-to-use.ts';
import type { Services } from './services.ts';
import { createPage } from './webview-page.ts';

/** The dashboard of one run. */
export interface DashboardPanel extends vscode.Disposable {
  /** Of the run in this folder, or of the current one. */
  show(run?: string): void;
}

const shownKey = 'dashboardRun';

type PanelServices = Pick<Services, 'context' | 'log' | 'runs' | 'training'>;

export function createDashboardPanel(services: PanelServices): DashboardPanel {
  const { context, runs, training } = services;

  /** The run asked for; without one, or when that is gone, the one under training, else the current one. */
  const shownRun = (): string | undefined => {
    const asked = context.workspaceState.get<string>(shownKey);
    const running = training.current ? runs.all.find(({ status }) => status === 'training') : undefined;
    return runs.all.find(({ folder }) => folder === asked)?.folder ?? running?.folder ?? runs.latest?.folder;
  };
  const load = async (post: (message: ToDashboard) => void): Promise<void> => {
    if (runs.all.length === 0) await runs.refresh();
    const run = shownRun();
    if (run === undefined) {
      return post({ type: 'problem', message: vscode.l10n.t('There is no run yet. Train the autoencoder first.') });
    }
    try {
      post({ type: 'run', run: await dashboardOf(vscode.l10n, await openRun(run)) });
    } catch (error) {
      post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  };
  const page = createPage<ToDashboard, FromDashboard>(services, {
    page: 'dashboard',
    title: vscode.l10n.t('Training Dashboard'),
    read: readFromDashboard,
    onReady: load,
    onMessage(message) {
      if (message.type === 'copy') return vscode.env.clipboard.writeText(message.text);
      const command = { map: 'openMap', report: 'evaluateRun', folder: 'openRunFolder' }[message.action];
      const argument = message.action === 'map' ? [] : [shownRun()];
      return vscode.commands.executeCommand(`poetryExplorer.${command}`, ...argument);
    },
  });

  let epochs = -1;
  const parts = vscode.Disposable.from(
    page,
    runs.onDidChange(() => void load(page.post)),
    training.onDidChange(() => {
      const done = training.current?.view.epochsDone ?? -1;
      if (done === epochs) return;
      epochs = done;
      // The first epoch of a training is the first that is heard of its run.
      if (page.isOpen) void runs.refresh();
    }),
  );
  return {
    show(run) {
      void context.workspaceState.update(shownKey, run).then(() => load(page.post));
      // Who walks through the tree of runs stays there.
      page.open({ beside: false, preserveFocus: run !== undefined });
    },
    dispose: () => void parts.dispose(),
  };
}

/** "Open Training Dashboard": of the run given, else of the one under training or the current one. */
export function openDashboard({ dashboard }: Services, argument?: unknown): void {
  dashboard.show(runFolderOf(argument));
}
