import * as vscode from 'vscode';
import {
  dashboardTabs,
  readFromDashboard,
  type DashboardTab,
  type FromDashboard,
  type TabContents,
  type TabMessage,
  type ToDashboard,
} from '../protocol/dashboard-messages.ts';
import { openRun, type Run } from '../runs/read-run.ts';
import { createRunComparison, type RunComparison } from './compare-runs.ts';
import { headingOf, reconstructionContent, trainingContent } from './dashboard-data.ts';
import { runFolderOf } from './run-to-use.ts';
import type { Services } from './services.ts';
import { createPage } from './webview-page.ts';

/** The dashboard of one run. */
export interface DashboardPanel extends vscode.Disposable {
  /** Of the run in this folder, or of the current one. */
  show(run?: string): void;
}

const shownKey = 'dashboardRun';

type PanelServices = Pick<Services, 'context' | 'log' | 'runs' | 'training' | 'compute' | 'explorer' | 'documents'>;

/** Gives what a tab shows. Throws an Error that says to a person what is wrong. */
type ContentOf<Tab extends DashboardTab> = (
  services: PanelServices & { comparison: RunComparison },
  run: Run,
) => Promise<TabContents[Tab]>;

const contents: { [Tab in DashboardTab]: ContentOf<Tab> } = {
  training: (_, run) => trainingContent(run),
  reconstruction: (_, run) => reconstructionContent(vscode.l10n, run),
  compare: ({ comparison }, run) => Promise.resolve(comparison.content(run.folder)),
};

export function createDashboardPanel(services: PanelServices): DashboardPanel {
  const { context, runs, training, log } = services;
  const comparison = createRunComparison(services);
  /** Those that the page has asked for: they are sent again when they change. */
  const opened = new Set<DashboardTab>();

  /** The run asked for; without one, or when that is gone, the one under training, else the current one. */
  const shownRun = (): string | undefined => {
    const asked = context.workspaceState.get<string>(shownKey);
    const running = training.current ? runs.all.find(({ status }) => status === 'training') : undefined;
    const shown = runs.all.find(({ folder }) => folder === asked) ?? running ?? runs.latest;
    // One that is not complete, or cannot be read and says why, is better than none.
    return (shown ?? runs.all[0])?.folder;
  };
  const load = async (post: (message: ToDashboard) => void): Promise<void> => {
    const folder = shownRun();
    if (folder === undefined) {
      return post({ type: 'problem', message: vscode.l10n.t('There is no run yet. Train the autoencoder first.') });
    }
    try {
      const run = await openRun(folder);
      post({ type: 'heading', heading: headingOf(vscode.l10n, run) });
      for (const tab of dashboardTabs) if (opened.has(tab)) void sendTab(tab, run, post);
    } catch (error) {
      post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  };
  const sendTab = async (tab: DashboardTab, run: Run, post: (message: ToDashboard) => void): Promise<void> => {
    try {
      const content = await contents[tab]({ ...services, comparison }, run);
      // Another run may have been chosen meanwhile.
      if (shownRun() === run.folder) post({ type: 'tab', tab, content } as TabMessage);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn(`The tab ${tab} of the dashboard cannot be shown: ${message}`);
      post({ type: 'tabProblem', tab, message });
    }
  };

  const page = createPage<ToDashboard, FromDashboard>(services, {
    page: 'dashboard',
    title: vscode.l10n.t('Training Dashboard'),
    read: readFromDashboard,
    async onReady(post) {
      opened.clear();
      // A window that was just reloaded has not looked for its runs yet.
      if (runs.all.length === 0) await runs.refresh();
      await load(post);
    },
    async onMessage(message, post) {
      if (message.type === 'open') {
        opened.add(message.tab);
        const folder = shownRun();
        if (folder !== undefined) await sendTab(message.tab, await openRun(folder), post);
        return;
      }
      if (message.type === 'compare') {
        const answer = await comparison.answer(message.question);
        return answer && post({ type: 'compare', answer });
      }
      const command = { map: 'openMap', report: 'evaluateRun', folder: 'openRunFolder' }[message.action];
      const argument = message.action === 'map' ? [] : [shownRun()];
      await vscode.commands.executeCommand(`poetryExplorer.${command}`, ...argument);
    },
  });

  let epochs = -1;
  const parts = vscode.Disposable.from(
    page,
    comparison,
    runs.onDidChange(() => page.isOpen && void load(page.post)),
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
