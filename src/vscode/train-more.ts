import * as vscode from 'vscode';
import { settingRanges } from './check-settings.ts';
import { runTraining, tellUnderWay } from './run-training.ts';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Train More…": a new run that begins with the weights of a complete one, for as many epochs as are asked for. */
export async function trainMore(services: Services, argument?: unknown): Promise<void> {
  if (services.training.current) return await tellUnderWay(services);
  const title = vscode.l10n.t('Train More…');
  const run = await runToUse(services, argument, title, ({ status }) => status === 'complete');
  if (!run?.config) return;
  const [least, most] = settingRanges.epochs;
  const answer = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('How many epochs more? They make a new run; this one stays as it is.'),
    value: '10',
    validateInput: (text) =>
      /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
        ? undefined
        : vscode.l10n.t('A whole number from {0} to {1}', least, most),
  });
  if (answer === undefined) return;
  const { corpus, preset } = run.config;
  // Whoever looks at the dashboard wants to see the new run, not the one it begins with.
  services.dashboard.follow();
  const params = { folder: corpus.root, preset, startFrom: run.folder, epochs: Number(answer) };
  await runTraining(services, params, vscode.l10n.t('Training further'));
}
