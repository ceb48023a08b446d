import * as vscode from 'vscode';
import type { SweepPlace, SweepState } from '../protocol/sweep-messages.ts';
import {
  readFromSweep,
  type FromSweep,
  type MemberAction,
  type SweepActivity,
  type ToSweep,
} from '../protocol/sweep-page-messages.ts';
import { askSweep } from './ask-sweep.ts';
import { timeLeft } from './durations.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';
import { createPage } from './webview-page.ts';

/** The page of one comparison, and its training. */
export interface SweepPanel extends vscode.Disposable {
  readonly isTraining: boolean;
  /** Of the comparison given, else of the one that is shown. */
  show(place?: SweepPlace): void;
  /** Trains what is left of a comparison, and shows it. Ends with the training. */
  train(place: SweepPlace): Promise<void>;
  adopt(panel: vscode.WebviewPanel): void;
}

const shownKey = 'shownSweep';

const commands: Record<MemberAction, string> = { dashboard: 'openDashboard', current: 'makeRunCurrent' };

export function createSweepPanel(
  services: Services,
  hooks: {
    /** Keeps the comparison under way over a reload of the window. */
    remember(place: SweepPlace | undefined): Promise<void>;
    /** Asks for another comparison. */
    another(): Promise<void>;
    tellProblem(problem: unknown): Promise<void>;
  },
): SweepPanel {
  const { context, compute, runs } = services;
  let shown: SweepPlace | undefined;
  let last: SweepState | undefined;
  let training: { abort: AbortController; activity: SweepActivity } | undefined;
  let asked = 0;

  const activity = (): SweepActivity => training?.activity ?? 'resting';

  const load = async (post: (message: ToSweep) => void): Promise<void> => {
    const mine = ++asked;
    shown ??= context.workspaceState.get<SweepPlace>(shownKey);
    if (!shown)
      return post({ type: 'problem', message: vscode.l10n.t('Run “Compare Architectures…” to begin a comparison.') });
    try {
      const state = await askSweep(compute, 'read', shown);
      if (mine !== asked) return;
      // While it is trained, this window knows better what the runs on disk do not tell.
      if (!training || !last) last = state;
      post({ type: 'state', state: last, activity: activity() });
    } catch (error) {
      if (mine === asked) post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  };

  const look = async (place: SweepPlace): Promise<void> => {
    shown = place;
    last = undefined;
    await context.workspaceState.update(shownKey, place);
    page.open({ beside: false });
    await load(page.post);
  };

  const setActivity = (next: SweepActivity): void => {
    if (training) training.activity = next;
    page.post({ type: 'activity', activity: activity() });
  };

  const stop = (): void => {
    if (!training || training.abort.signal.aborted) return;
    setActivity('stopping');
    training.abort.abort();
  };

  const train = async (place: SweepPlace): Promise<void> => {
    if (training) return page.open({ beside: false });
    const abort = new AbortController();
    training = { abort, activity: 'training' };
    try {
      await hooks.remember(place);
      await runs.remember(place.runsFolder);
      await look(place);
      last = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Comparing architectures') },
        (bar) =>
          askSweep(compute, 'run', place, {
            signal: abort.signal,
            onProgress(progress) {
              for (const { member, state } of progress.changes) if (last) last.members[member] = state;
              page.post({ type: 'progress', progress });
              bar.report({ message: barText(last, progress.secondsLeft) });
            },
          }),
      );
      // Stopped because the window closes: it is offered when the window opens again.
      if (!services.closing) await hooks.remember(undefined);
    } catch (error) {
      if (services.closing) return;
      await hooks.remember(undefined);
      void hooks.tellProblem(error);
    } finally {
      training = undefined;
    }
    await runs.refresh();
    await load(page.post);
    if (last && !page.isVisible) void tellEnd(last);
  };

  const tellEnd = async ({ members }: SweepState): Promise<void> => {
    const done = members.filter(({ state }) => state === 'complete').length;
    const message = vscode.l10n.t('{0} of {1} architectures have been trained and compared.', done, members.length);
    await notify('information', message, {
      title: vscode.l10n.t('Show'),
      run: () => page.open({ beside: false }),
    });
  };

  const page = createPage<ToSweep, FromSweep>(services, {
    page: 'sweep',
    title: vscode.l10n.t('Architectures Compared'),
    read: readFromSweep,
    adopted: true,
    onReady: load,
    async onMessage(message) {
      if (message.type === 'action') {
        if (message.action === 'stop') return stop();
        if (message.action === 'another') return hooks.another().catch((error: unknown) => hooks.tellProblem(error));
        return shown && train(shown);
      }
      const run = last?.members[message.member]?.run;
      if (run == null) return;
      await runs.refresh();
      await vscode.commands.executeCommand(`poetryExplorer.${commands[message.action]}`, run);
    },
  });

  return {
    get isTraining() {
      return training !== undefined;
    },
    show: (place) => (place ? void look(place) : page.open({ beside: false })),
    train,
    adopt: (panel) => page.adopt(panel),
    dispose: () => page.dispose(),
  };
}

function barText(state: SweepState | undefined, secondsLeft: number | null): string {
  const members = state?.members ?? [];
  const done = members.filter((member) => member.state === 'complete' || member.state === 'failed').length;
  const text = vscode.l10n.t('{0} of {1} done', done, members.length);
  return secondsLeft === null ? text : `${text}, ${timeLeft(vscode.l10n, secondsLeft)}`;
}
