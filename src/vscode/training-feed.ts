import type * as vscode from 'vscode';
import type { LiveTraining, ToDashboard, TrainingContent } from '../protocol/dashboard-messages.ts';
import type { TrainingJudgement } from '../protocol/training-judgement.ts';
import { openRun, type Run } from '../runs/read-run.ts';
import type { CurrentTraining } from './current-training.ts';
import type { Services } from './services.ts';
import type { Page } from './webview-page.ts';

/** What the dashboard tells of a training: all of it when it is asked, and while it goes on what is new. */
export interface TrainingFeed extends vscode.Disposable {
  /** Throws a UserError when the history is damaged. */
  contentOf(run: Run): Promise<TrainingContent>;
  /** Tells where the training under way stands, if it is the run that is shown. */
  tellLive(): void;
}

/** Milliseconds between two messages. */
const liveEvery = 250;
/** Reading the epochs again may take this share of the time, for a long history is long to read. */
const readingShare = 0.1;

export function createTrainingFeed(
  { training, runs, compute, log }: Pick<Services, 'training' | 'runs' | 'compute' | 'log'>,
  page: () => Page<ToDashboard>,
  shownRun: () => string | undefined,
): TrainingFeed {
  let timer: NodeJS.Timeout | undefined;
  let readAgainAt = 0;
  let reading = false;
  /** What the page has of the run that is shown. */
  let sent: { run: string; epochs: number } | undefined;
  let toldLive = false;

  const judge = async (run: string): Promise<TrainingJudgement | null> => {
    try {
      return await compute.request('judgeTraining', { run });
    } catch (error) {
      log.warn(`The training of ${run} could not be judged: ${String(error)}`);
      return null;
    }
  };
  const tellLive = (): void => {
    const { current } = training;
    const live = current && current.run !== undefined && current.run === shownRun() ? liveOf(current) : null;
    if (live || toldLive) page().post({ type: 'live', live });
    toldLive = live !== null;
  };
  const tellEpochs = async (run: string): Promise<void> => {
    const began = Date.now();
    reading = true;
    try {
      const history = await (await openRun(run)).history();
      const judgement = await judge(run);
      // Another run may have been chosen meanwhile, or all of this one sent.
      if (sent?.run !== run || shownRun() !== run) return;
      const from = history.length < sent.epochs ? 0 : sent.epochs;
      sent = { run, epochs: history.length };
      page().post({ type: 'epochs', from, epochs: history.slice(from), judgement });
    } catch (error) {
      log.warn(`The epochs of ${run} could not be read: ${String(error)}`);
    } finally {
      reading = false;
      readAgainAt = Date.now() + (Date.now() - began) / readingShare;
    }
  };
  const tell = async (): Promise<void> => {
    timer = undefined;
    const { current } = training;
    // The first that is heard of its run.
    if (current?.run !== undefined && !runs.all.some(({ folder }) => folder === current.run)) await runs.refresh();
    if (!page().isVisible) return;
    tellLive();
    const isBehind = (): boolean =>
      current?.run !== undefined && sent?.run === current.run && sent.epochs < current.view.epochsDone;
    if (!reading && isBehind() && Date.now() >= readAgainAt) await tellEpochs(current!.run!);
    if (isBehind()) soon();
  };
  const soon = (): void => {
    timer ??= setTimeout(() => void tell(), liveEvery);
  };
  const watching = training.onDidChange(soon);

  return {
    tellLive,
    async contentOf(run) {
      const [epochs, judgement] = await Promise.all([run.history(), judge(run.folder)]);
      sent = { run: run.folder, epochs: epochs.length };
      const known = runs.all.find(({ folder }) => folder === run.folder)?.status;
      const status = known === undefined || known === 'damaged' ? run.config.status : known;
      return { run: run.id, status, epochs, judgement, startedFrom: run.config.startedFrom ?? null };
    },
    dispose() {
      clearTimeout(timer);
      watching.dispose();
    },
  };
}

function liveOf({ view, state }: CurrentTraining): LiveTraining {
  const { stage, fraction, phases, epochs, batch, batchesPerSecond, left, engine } = view;
  return { state, stage, fraction, phases, epochs, batch, batchesPerSecond, left, engine };
}
