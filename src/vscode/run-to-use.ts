import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { notify } from './notify.ts';
import { plainText } from './plain-text.ts';
import { runFacts } from './run-facts.ts';
import type { Services } from './services.ts';

/** The folder of the run that a command was given: itself, under the name `run`, or of a line of the Runs tree. */
export function runFolderOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const run = typeof argument === 'object' && argument !== null && 'run' in argument ? argument.run : undefined;
  if (typeof run === 'string') return run;
  const folder = typeof run === 'object' && run !== null && 'folder' in run ? run.folder : undefined;
  return typeof folder === 'string' ? folder : undefined;
}

/**
 * The run that a command is about: the one it was given, else the one selected in the tree while that has the focus,
 * else one that is picked of those that `fits`. Says so and gives undefined where there is none.
 */
export async function runToUse(
  services: Services,
  argument: unknown,
  title: string,
  fits: (run: RunSummary) => boolean = () => true,
): Promise<RunSummary | undefined> {
  // Read first: while the tree is filled anew nothing is selected in it.
  const folder = runFolderOf(argument) ?? services.runsView.focused?.folder;
  await services.runs.refresh();
  const { all } = services.runs;
  if (folder !== undefined) {
    const run = all.find((known) => known.folder === folder);
    if (!run) await notify('information', vscode.l10n.t('This run is no longer there.'));
    if (!run || !isBaseRun(run)) return run;
    await notify(
      'information',
      vscode.l10n.t('This is the base model, not a run of yours. Train the autoencoder to have one.'),
    );
    return undefined;
  }
  const runs = all.filter((run) => !isBaseRun(run) && fits(run));
  if (runs.length === 0) {
    await notify('information', vscode.l10n.t('There is no run for this. Train the autoencoder first.'));
    return undefined;
  }
  const items = runs.map((run) => ({ label: plainText(run.name, 100), description: runFacts(vscode.l10n, run), run }));
  const placeHolder = vscode.l10n.t('Choose a run');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.run;
}
