import type { RunSummary } from '../runs/run-summary.ts';
import { lossText, percentText, type Localizer } from './localizer.ts';

/** A run in a line: preset, date, loss, and how much of held-out poems it explains where that is known. */
export function runFacts(l10n: Localizer, run: RunSummary, varianceExplained?: number): string {
  const { config, created, status, valLoss, trainLoss, epochs } = run;
  const facts: string[] = [];
  if (config) facts.push(config.preset);
  facts.push(whenText(new Date(created)));
  if (status === 'training') facts.push(l10n.t('training'));
  if (status === 'damaged') facts.push(l10n.t('damaged'));
  if (status === 'stopped') facts.push(l10n.t('stopped after {0} epochs', epochs));
  if (status === 'interrupted') facts.push(l10n.t('interrupted after {0} epochs', epochs));
  if (valLoss !== null) facts.push(l10n.t('validation loss {0}', lossText(valLoss)));
  else if (trainLoss !== null) facts.push(l10n.t('training loss {0}', lossText(trainLoss)));
  if (varianceExplained !== undefined) facts.push(l10n.t('explains {0}', percentText(varianceExplained)));
  return facts.join(' · ');
}

/** "24 Nov 2026, 14:03" */
export function whenText(date: Date): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return date.toLocaleString('en-GB', options);
}
