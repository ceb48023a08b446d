import type { FromDashboard, PassageAction } from '../../../src/protocol/dashboard-messages.ts';
import {
  type ErrorMeasure,
  type ErrorPart,
  type PassageErrors,
  type RankedPassage,
} from '../../../src/protocol/measure-messages.ts';
import { dropdown } from '../../shared/controls.ts';
import { element } from '../../shared/elements.ts';
import { post } from '../../shared/host.ts';
import { numbersBehind } from '../../shared/numbers.ts';

const partNames: Record<ErrorPart, string> = { heldOut: 'Held-out passages', training: 'Training passages' };
const measureNames: Record<ErrorMeasure, string> = { mse: 'by squared error', cosine: 'by cosine' };

/** What a person chose last stays chosen when the tab is drawn anew. */
let chosen: { part: ErrorPart; by: ErrorMeasure } | undefined;

/** The passages that are given back best and worst, each with its ways to the poem and to the inspector. */
export function passageLists({ rankings, passages }: PassageErrors): HTMLElement {
  const parts = (Object.keys(partNames) as ErrorPart[]).filter((part) => passages[part] > 0);
  const lists = element('div', { class: 'passage-lists' });
  const first = parts[0];
  if (first === undefined) return lists;
  const { part, by } = chosen && parts.includes(chosen.part) ? chosen : { part: first, by: 'mse' as const };
  const show = (next: { part: ErrorPart; by: ErrorMeasure }): void => {
    chosen = next;
    const ranking = rankings.find((known) => known.part === next.part && known.by === next.by);
    const tables = (['best', 'worst'] as const).map((end) => {
      const heading = end === 'best' ? 'Given back best' : 'Given back worst';
      const found = ranking?.[end] ?? [];
      const list = element('ol', { label: heading }, ...found.map(entry));
      return element('div', { class: end }, element('h3', {}, heading), list, numbersBehind(heading, asNumbers(found)));
    });
    lists.replaceChildren(...tables);
  };
  show({ part, by });
  const choices = element(
    'div',
    { class: 'buttons' },
    dropdown(
      'Which passages',
      parts.map((name) => [name, partNames[name]]),
      part,
      (next) => show({ part: next, by: chosen!.by }),
    ),
    dropdown(
      'Ordered by',
      (Object.keys(measureNames) as ErrorMeasure[]).map((name) => [name, measureNames[name]]),
      by,
      (next) => show({ part: chosen!.part, by: next }),
    ),
  );
  return element('div', {}, choices, lists);
}

function entry(passage: RankedPassage): HTMLElement {
  const { title, author, opening, mse, cosine, meanWordMse, meanWordCosine } = passage;
  const of = `${title}, ${linesOf(passage)}`;
  const figure = (name: string, value: string, guessed: string): HTMLElement =>
    element('span', { class: 'figure' }, `${name} ${value} `, element('span', { class: 'quiet' }, `(${guessed})`));
  return element(
    'li',
    {},
    element(
      'div',
      {},
      element('strong', {}, title),
      ` ${[author, linesOf(passage)].filter((text) => text).join(', ')}`,
    ),
    element('div', { class: 'opening' }, opening),
    element(
      'div',
      { class: 'figures' },
      figure('squared error', mse.toFixed(4), meanWordMse.toFixed(4)),
      figure('cosine', cosine.toFixed(3), meanWordCosine.toFixed(3)),
    ),
    element(
      'div',
      { class: 'links' },
      link('Open poem', `Open the poem at ${of}`, 'reveal', passage),
      link('Inspect', `Inspect the reconstruction of ${of}`, 'inspect', passage),
    ),
  );
}

function link(text: string, label: string, action: PassageAction, { row }: RankedPassage): HTMLElement {
  const made = element('button', { class: 'link', label }, text);
  made.type = 'button';
  made.addEventListener('click', () => post<FromDashboard>({ type: 'passage', action, row }));
  return made;
}

function linesOf({ startLine, endLine }: RankedPassage): string {
  return startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
}

function asNumbers(passages: readonly RankedPassage[]): Parameters<typeof numbersBehind>[1] {
  return {
    columns: [
      ...['title', 'author', 'first line', 'last line', 'squared error', 'with the mean word'],
      ...['cosine', 'with the mean word', 'opening'],
    ],
    rows: passages.map(({ title, author, startLine, endLine, mse, meanWordMse, cosine, meanWordCosine, opening }) => [
      ...[title, author, startLine, endLine, mse, meanWordMse, cosine, meanWordCosine, opening],
    ]),
  };
}
