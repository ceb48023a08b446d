import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import { counted } from './localizer.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

type StatusServices = Pick<Services, 'training' | 'runs'>;

/** Shows the training under way, else the latest run; hidden where there is neither. */
export function createStatusBarItem({ training, runs }: StatusServices): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('poetryExplorer.status', vscode.StatusBarAlignment.Left);
  item.name = 'Poetry Embedding Explorer';
  item.command = 'poetryExplorer.showActions';
  const update = (): void => {
    const { current } = training;
    const latest = runs.latest;
    if (current) {
      item.text = `$(${current.state === 'paused' ? 'debug-pause' : 'sync~spin'}) ${vscode.l10n.t('Poetry: {0}', current.view.short)}`;
      item.tooltip = [current.view.message, current.view.engine]
        .map((line) => plainText(line))
        .join('\n')
        .trim();
    } else if (latest?.config) {
      const { poems } = latest.config.corpus;
      if (isBaseRun(latest)) {
        item.text = `$(book) ${vscode.l10n.t('Poetry: {0} poems, base model', counted(poems))}`;
        item.tooltip = vscode.l10n.t('No run yet: hovers and the map are by the base model.');
        return item.show();
      }
      item.text = `$(book) ${vscode.l10n.t('Poetry: {0} poems, run of {1}', counted(poems), moment(new Date(latest.created)))}`;
      item.tooltip = vscode.l10n.t('Latest run: {0}', plainText(latest.id));
    } else return item.hide();
    item.show();
  };
  update();
  return vscode.Disposable.from(item, training.onDidChange(update), runs.onDidChange(update));
}

/** The time of today, else the day. */
function moment(when: Date): string {
  const today = when.toDateString() === new Date().toDateString();
  return today
    ? when.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit', hour12: false })
    : when.toLocaleDateString(vscode.env.language, { day: 'numeric', month: 'short', year: 'numeric' });
}
