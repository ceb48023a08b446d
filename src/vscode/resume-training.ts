import * as vscode from 'vscode';
import type { RunSummary } from '../runs/run-summary.ts';
import { notify, tellProblem } from './notify.ts';
import { plainText } from './plain-text.ts';
import { runTraining, tellUnderWay } from './run-training.ts';
import { runFolderOf } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Resume Training": goes on with an unfinished run, `wanted` or the one picked; on the CPU where that says so. */
export async function resumeTraining(services: Services, wanted?: unknown): Promise<void> {
  const { training, runs } = services;
  if (training.current) return await tellUnderWay(services);
  await runs.refresh();
  const { unfinished } = runs;
  const given = runFolderOf(wanted);
  const run = given === undefined ? await pickRun(unfinished) : unfinished.find(({ folder }) => folder === given);
  if (run) return await resumeRun(services, run, undefined, isOnCpu(wanted));
  if (given !== undefined || !unfinished.length) {
    await notify('information', vscode.l10n.t('There is no unfinished run to go on with.'));
  }
}

/** Goes on with an unfinished run from its last checkpoint, by its own settings. */
export async function resumeRun(services: Services, run: RunSummary, title?: string, onCpu = false): Promise<void> {
  const { config } = run;
  if (!config) return await tellProblem(services.log, new Error(run.problem ?? run.folder));
  const params = {
    folder: config.corpus.root,
    preset: config.preset,
    resume: run.folder,
    ...(onCpu && { engine: 'wasm' as const }),
  };
  await runTraining(services, params, title ?? vscode.l10n.t('Training goes on after epoch {0}', run.epochs));
}

function isOnCpu(wanted: unknown): boolean {
  return typeof wanted === 'object' && wanted !== null && 'engine' in wanted;
}

async function pickRun(runs: readonly RunSummary[]): Promise<RunSummary | undefined> {
  if (runs.length < 2) return runs[0];
  const items = runs.map((run) => ({
    label: plainText(run.name),
    description: vscode.l10n.t('{0}, {1} epochs done', new Date(run.created).toLocaleString(), run.epochs),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Resume Training'),
    placeHolder: vscode.l10n.t('Which run shall go on?'),
  });
  return picked?.run;
}
