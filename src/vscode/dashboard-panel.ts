import * as vscode from 'vscode';
import {
  dashboardTabs,
  readFromDashboard,
  type DashboardAction,
  type DashboardTab,
  type FromDashboard,
  type TabContents,
  type TabMessage,
  type ToDashboard,
} from '../protocol/dashboard-messages.ts';
import type { HeldOutFigures } from '../protocol/held-out-figures.ts';
import { isBaseRun } from '../runs/base-run.ts';
import { openRun, type Run } from '../runs/read-run.ts';
import type { ChunkReference } from './chunk-reference.ts';
import { createRunComparison, type RunComparison } from './compare-runs.ts';
import { headingOf, reconstructionContent } from './dashboard-data.ts';
import { runFolderOf } from './run-to-use.ts';
import type { Services } from './services.ts';
import { createTrainingFeed, type TrainingFeed } from './training-feed.ts';
import { createPage } from './webview-page.ts';

/** The dashboard of one run. */
export interface DashboardPanel extends vscode.Disposable {
  /** Of the run in this folder, or of the current one. */
  show(run?: string): void;
  /** Shows, where it is open, the run that is trained next, and then the current one. */
  follow(): void;
}

const shownKey = 'dashboardRun';

type PanelServices = Pick<Services, 'context' | 'log' | 'runs' | 'training' | 'compute' | 'explorer' | 'documents'>;

/** For what takes its time: whether it is still wanted, and how far it has come. */
interface Measuring {
  signal: AbortSignal;
  onProgress(progress: { done: number; total: number }): void;
}

/** Gives what a tab shows. Throws an Error that says to a person what is wrong. */
type ContentOf<Tab extends DashboardTab> = (
  services: PanelServices & { feed: TrainingFeed; comparison: RunComparison },
  run: Run,
  measuring: Measuring,
) => Promise<TabContents[Tab]>;

const contents: { [Tab in DashboardTab]: ContentOf<Tab> } = {
  training: ({ feed }, run) => feed.contentOf(run),
  quality: figuresOf,
  reconstruction: async (services, run, measuring) =>
    reconstructionContent(run, await figuresOf(services, run, measuring), () =>
      services.compute.request('passageErrors', { run: run.folder }, { signal: measuring.signal }),
    ),
  dimensions: ({ compute }, run, measuring) => compute.request('dimensions', { run: run.folder }, measuring),
  compare: ({ comparison }, run) => Promise.resolve(comparison.content(run.folder)),
};

async function figuresOf({ compute }: PanelServices, run: Run, { signal }: Measuring): Promise<HeldOutFigures | null> {
  return (await compute.request('heldOutFigures', { run: run.folder }, { signal })).figures;
}

const commands: Record<DashboardAction, string> = {
  map: 'openMap',
  report: 'evaluateRun',
  folder: 'openRunFolder',
  pause: 'pauseTraining',
  continue: 'continueTraining',
  stop: 'stopTraining',
  resume: 'resumeTraining',
  trainMore: 'trainMore',
};

export function createDashboardPanel(services: PanelServices): DashboardPanel {
  const { context, runs, training, log } = services;
  const comparison = createRunComparison(services);
  /** Those that the page has asked for: they are sent again when they change. */
  const opened = new Set<DashboardTab>();
  /** The run that the tabs show; what is being measured of it ends once nobody looks at it any more. */
  let watched = { run: '', abort: new AbortController() };
  const watch = (run: string): AbortSignal => {
    if (watched.run !== run) {
      watched.abort.abort();
      watched = { run, abort: new AbortController() };
    }
    return watched.abort.signal;
  };

  /** The run asked for; without one, or when that is gone, the one under training, else the current one. */
  const shownRun = (): string | undefined => {
    const asked = context.workspaceState.get<string>(shownKey);
    const known = (run: string | undefined) => runs.all.find(({ folder }) => folder === run)?.folder;
    return known(asked) ?? known(training.current?.run) ?? runs.latest?.folder ?? runs.all[0]?.folder;
  };
  const load = async (post: (message: ToDashboard) => void): Promise<void> => {
    const folder = shownRun();
    if (folder === undefined) {
      const message = training.current
        ? vscode.l10n.t('The training has just begun: it appears here once the poems are read.')
        : vscode.l10n.t('There is no run yet. Train the autoencoder first.');
      return post({ type: 'problem', message });
    }
    try {
      const run = await openRun(folder);
      post({ type: 'heading', heading: headingOf(vscode.l10n, run) });
      feed.tellLive();
      for (const tab of dashboardTabs) if (opened.has(tab)) void sendTab(tab, run, post);
    } catch (error) {
      post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  };
  const sendTab = async (tab: DashboardTab, run: Run, post: (message: ToDashboard) => void): Promise<void> => {
    const signal = watch(run.folder);
    if (isBaseRun(run) && tab !== 'dimensions') {
      const message = vscode.l10n.t(
        'The base model was not trained here: there are no losses to show, and no figures on poems held out. Train the autoencoder on these poems to see them.',
      );
      return post({ type: 'tabProblem', tab, message });
    }
    const onProgress: Measuring['onProgress'] = ({ done, total }) => post({ type: 'tabProgress', tab, done, total });
    try {
      const content = await contents[tab]({ ...services, feed, comparison }, run, { signal, onProgress });
      // Another run may have been chosen meanwhile.
      if (shownRun() === run.folder) post({ type: 'tab', tab, content } as TabMessage);
    } catch (error) {
      if (signal.aborted) return;
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
      if (message.type === 'passage') {
        const command = message.action === 'reveal' ? 'revealChunkInPoem' : 'inspectChunk';
        const passage: ChunkReference = { run: watched.run, chunk: message.row, inOtherGroup: true };
        await vscode.commands.executeCommand(`poetryExplorer.${command}`, passage);
        return;
      }
      if (message.type === 'compare') {
        const answer = await comparison.answer(message.question);
        return answer && post({ type: 'compare', answer });
      }
      const command = commands[message.action];
      const argument = message.action === 'map' ? [] : [shownRun()];
      await vscode.commands.executeCommand(`poetryExplorer.${command}`, ...argument);
    },
    onClose: () => void watch(''),
  });

  const feed = createTrainingFeed(services, () => page, shownRun);
  const parts = vscode.Disposable.from(
    page,
    feed,
    comparison,
    runs.onDidChange(() => page.isOpen && void load(page.post)),
  );
  return {
    follow: () => void context.workspaceState.update(shownKey, undefined),
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
