import type { InspectedToken, Inspection } from '../../src/protocol/passage-messages.ts';
import { element } from '../shared/elements.ts';
import { numbersBehind, scrolling } from '../shared/numbers.ts';
import { cameBack, tokenName } from './token-name.ts';

/** A row for each token: the word, what came back, and how far off that is. */
export function tokenTable({ tokens, medianMse }: Inspection): HTMLElement {
  const head = ['', 'Word', 'Nearest to what came back', 'Cosine', 'Squared error'];
  const rows = tokens.map((token, position) => rowOf(token, position + 1, medianMse));
  const table = element(
    'table',
    { id: 'tokens', label: 'Word by word' },
    element('thead', {}, element('tr', {}, ...head.map((text) => element('th', {}, text)))),
    element('tbody', {}, ...rows),
  );
  const legend = element('p', { class: 'legend quiet', label: 'Colours of the error' });
  legend.append('Error: ', swatch(0), ' little ', swatch(0.5), ' the run’s median ', swatch(1), ' twice that or more');
  const numbers = {
    columns: ['position', 'token', 'nearest', 'nearest cosine', 'cosine', 'squared error'],
    rows: tokens.map((token, i) => [
      i + 1,
      tokenName(token),
      token.nearest,
      token.nearestCosine,
      token.cosine,
      token.mse,
    ]),
  };
  const parts = [legend, scrolling('Words and what came back of them', table), numbersBehind('Word by word', numbers)];
  const average = sameEverywhere(tokens);
  if (average !== undefined) parts.unshift(element('p', {}, average));
  return element('div', {}, ...parts);
}

/** A sentence where one word is nearest to most of what came back: the decoder then says little but the average. */
function sameEverywhere(tokens: readonly InspectedToken[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { nearest } of tokens) counts.set(nearest, (counts.get(nearest) ?? 0) + 1);
  const [word, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0] as [
    string,
    number,
  ]);
  if (count <= tokens.length / 2) return undefined;
  return `“${word}” is nearest at ${count} of ${tokens.length} places: what comes back of this passage is close to one average word.`;
}

function rowOf(token: InspectedToken, position: number, medianMse: number): HTMLTableRowElement {
  const name = element('td', { class: token.kind }, tokenName(token));
  const nearest = element('td', {}, token.nearest);
  if (cameBack(token)) nearest.append(element('span', { class: 'back', label: 'came back as it was' }, ' ✓'));
  const error = element('td', { class: 'heat' }, token.mse.toFixed(4));
  heat(error, medianMse > 0 ? token.mse / (2 * medianMse) : 0);
  const cells = [element('td', { class: 'quiet' }, String(position)), name, nearest];
  return element('tr', {}, ...cells, element('td', {}, token.cosine.toFixed(3)), error);
}

/** Tints by an error from 0 to 1; the bar in the cell says the same without colour. */
function heat(cell: HTMLElement, error: number): void {
  const share = Math.round(100 * Math.max(0, Math.min(1, error)));
  cell.style.setProperty('--share', `${share}%`);
}

function swatch(error: number): HTMLElement {
  const made = element('span', { class: 'heat swatch' });
  heat(made, error);
  return made;
}
