import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersBehind } from '../../shared/numbers.ts';
import { twoDigits } from '../figures.ts';
import { strongestPair } from './diversity.ts';

/** Wider maps have cells too small for a number; what a cell says is then told when it is pointed at, or read out. */
const widestWithText = 24;

/** How the numbers of the bottleneck go together, each with each: a table whose cells are tinted. */
export function correlationMap({ size, correlations }: Dimensions['bottleneck']): HTMLElement {
  const label = 'Correlation between the numbers of the bottleneck';
  const numbers = Array.from({ length: size }, (_, d) => d);
  const heads = numbers.map((d) => head('col', d));
  const corner = element('td', {});
  const rows = numbers.map((d) =>
    element('tr', {}, head('row', d), ...numbers.map((e) => cell(d, e, correlations[d * size + e]!, size))),
  );
  const map = element(
    'table',
    { class: size > widestWithText ? 'correlations small' : 'correlations', label },
    element('thead', {}, element('tr', {}, corner, ...heads)),
    element('tbody', {}, ...rows),
  );
  const frame = element('div', { class: 'wide', role: 'region', label }, map);
  // It may be wider than the page, and is then scrolled by the keyboard too.
  frame.tabIndex = 0;
  return section(
    'Which numbers go together',
    element('p', {}, sentenceOn(correlations, size)),
    element(
      'p',
      { class: 'quiet' },
      'Correlation over all passages of the run: 1 where two numbers rise together, -1 where one falls as the other rises, 0 where they know nothing of one another.',
    ),
    element(
      'ul',
      { class: 'legend', label: 'Tints of the map' },
      element('li', {}, element('span', { class: 'tint together' }), 'together'),
      element('li', {}, element('span', { class: 'tint against' }), 'against one another'),
    ),
    frame,
    numbersBehind(label, {
      columns: ['', ...numbers.map((d) => String(d + 1))],
      rows: numbers.map((d) => [d + 1, ...numbers.map((e) => correlations[d * size + e]!)]),
    }),
  );
}

function sentenceOn(correlations: readonly number[], size: number): string {
  const pair = strongestPair(correlations, size);
  if (!pair) return 'A bottleneck of one number has nothing to go with.';
  const { first, second, correlation } = pair;
  return `Numbers ${first} and ${second} go together most, with a correlation of ${twoDigits(correlation)}.`;
}

function head(scope: 'row' | 'col', d: number): HTMLElement {
  const made = element('th', {}, String(d + 1));
  made.scope = scope;
  return made;
}

function cell(d: number, e: number, correlation: number, size: number): HTMLElement {
  const told = twoDigits(correlation);
  const made = element('td', {
    class: correlation < 0 ? 'against' : 'together',
    title: `${d + 1} and ${e + 1}: ${told}`,
  });
  if (d === e) made.classList.add('own');
  made.style.setProperty('--share', `${Math.round(Math.min(1, Math.abs(correlation)) * 100)}%`);
  if (size > widestWithText) made.setAttribute('aria-label', told);
  else made.textContent = told;
  return made;
}
