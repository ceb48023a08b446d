import type { ComparedRun } from '../../src/protocol/compare-messages.ts';
import { element } from '../shared/elements.ts';
import { numbersBehind, scrolling, type Numbers } from '../shared/numbers.ts';
import { nameOf, plainName, type MarkedRun } from './compare-look.ts';

/** A run with what is compared of it. */
export interface RunBeside {
  run: MarkedRun;
  compared: ComparedRun;
}

/** Of each setting that any run has: its path in `config.json`, and each run's value, '–' where it has none. */
export function settingRows(runs: readonly RunBeside[]): { path: string; values: string[] }[] {
  const maps = runs.map(({ compared }) => new Map(compared.settings));
  const paths = [...new Set(runs.flatMap(({ compared }) => compared.settings.map(([path]) => path)))];
  return paths.map((path) => ({ path, values: maps.map((settings) => settings.get(path) ?? '–') }));
}

export function differs({ values }: { values: readonly string[] }): boolean {
  return new Set(values).size > 1;
}

/** Whether any setting whose path begins with one of these differs. */
export function anyDiffers(runs: readonly RunBeside[], ...beginnings: string[]): boolean {
  return settingRows(runs).some(
    (row) => differs(row) && beginnings.some((beginning) => row.path.startsWith(beginning)),
  );
}

/** Runs that could not be read have no settings and are left out. */
export function settingsView(all: readonly RunBeside[]): HTMLElement[] {
  const runs = all.filter(({ compared }) => compared.settings.length > 0);
  const rows = settingRows(runs);
  const different = rows.filter(differs);
  const everything: Numbers = {
    columns: ['setting', ...runs.map(({ run }) => plainName(run))],
    rows: rows.map(({ path, values }) => [path, ...values]),
  };
  const found =
    different.length > 0
      ? scrolling('Settings that differ', settingsTable(runs, different))
      : element('p', {}, `All ${rows.length} settings are the same.`);
  return [found, numbersBehind('All settings of the runs compared', everything, false, `All ${rows.length} settings`)];
}

function settingsTable(runs: readonly RunBeside[], rows: readonly { path: string; values: string[] }[]): HTMLElement {
  const head = element(
    'tr',
    {},
    element('th', {}, 'Setting'),
    ...runs.map(({ run }) => element('th', {}, nameOf(run))),
  );
  const body = rows.map(({ path, values }) => {
    const name = element('th', { title: path }, inWords(path));
    name.scope = 'row';
    return element('tr', {}, name, ...values.map((value) => element('td', { class: 'long' }, value)));
  });
  return element(
    'table',
    { class: 'beside', id: 'settings' },
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
}

/** `training.phases.2.maxTokens` as "training, phases 2, max tokens". */
export function inWords(path: string): string {
  const words = path.split('.').map((part) => part.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
  return words.reduce((text, word) => (/^\d+$/.test(word) ? `${text} ${word}` : `${text}, ${word}`));
}
