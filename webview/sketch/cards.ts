import type { BasisPassage, RealPassage, Sketch, Sketches, SketchedToken } from '../../src/protocol/sketch-messages.ts';
import type { FromSketch } from '../../src/protocol/sketch-page-messages.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { numbersBehind } from '../shared/numbers.ts';
import { leaningPart } from './leaning.ts';
import { twoDigits } from './two-digits.ts';
import { differing, sameEverywhere, tokenName, verse } from './verse.ts';

/** A passage as its poet wrote it. */
export function passageCard(heading: string, passage: BasisPassage): HTMLElement {
  return card(
    'real',
    heading,
    element('p', { class: 'quiet' }, openButton(passage), `, ${placeOf(passage)}`),
    element('div', { class: 'verse text' }, passage.text),
  );
}

/** A sketch with the real passage nearest to it; words that `other` has not are marked. */
export function sketchCard(
  heading: string,
  { tokens, leaning, nearest }: Sketch,
  measure: Sketches['measure'],
  other?: readonly SketchedToken[],
): HTMLElement {
  const average = sameEverywhere(tokens);
  const mean = tokens.reduce((sum, { cosine }) => sum + cosine, 0) / Math.max(tokens.length, 1);
  const numbers = {
    columns: ['step', 'nearest word', 'cosine'],
    rows: tokens.map((token, step) => [step + 1, tokenName(token), token.cosine]),
  };
  return card(
    'sketch',
    heading,
    verse(tokens, other),
    ...(average === undefined ? [] : [element('p', { class: 'quiet' }, average)]),
    leaningPart(leaning),
    nearestPassage(nearest, measure),
    numbersBehind(
      `${heading}: word by word`,
      numbers,
      false,
      `Word by word (mean cosine ${mean.toFixed(2)} with what was decoded)`,
    ),
  );
}

/** How a sketch differs from that of the passage which it began from. */
export function differenceText(own: Sketch, changed: Sketch): string {
  if (own.point.every((x, d) => x === changed.point[d])) return 'The sketch of the passage itself.';
  const steps = differing(changed.tokens, own.tokens);
  return steps === 0
    ? 'Other numbers, and the same words as in the sketch of the passage itself: the decoder makes little of the change.'
    : `${steps} of ${own.tokens.length} steps came out otherwise than in the sketch of the passage itself (underlined).`;
}

function nearestPassage(nearest: Sketch['nearest'], measure: Sketches['measure']): HTMLElement {
  if (!nearest)
    return element(
      'p',
      { class: 'nearest' },
      'It lies in the middle of all passages, nearer to none than to the others.',
    );
  const value = `${measure === 'cosine' ? 'similarity' : 'distance'} ${twoDigits(nearest.value)}`;
  return element(
    'details',
    { class: 'nearest' },
    element('summary', {}, `Nearest real passage: “${shortened(nearest.title)}”, ${value}`),
    element('p', { class: 'quiet' }, openButton(nearest), `, ${placeOf(nearest)}`),
    element('div', { class: 'verse text' }, nearest.text),
  );
}

function card(kind: string, heading: string, ...children: HTMLElement[]): HTMLElement {
  return element('section', { class: `card ${kind}`, label: heading }, element('h2', {}, heading), ...children);
}

function openButton({ row, title }: RealPassage): HTMLElement {
  const made = element('button', { class: 'link', title: 'Open in Poem' }, title);
  made.type = 'button';
  made.addEventListener('click', () => post<FromSketch>({ type: 'open', row }));
  return made;
}

function shortened(title: string): string {
  const characters = [...title];
  return characters.length <= 60 ? title : `${characters.slice(0, 59).join('')}…`;
}

/** "Ada Ruhl, lines 3-9" */
export function placeOf({ author, startLine, endLine }: RealPassage): string {
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
  return author === '' ? lines : `${author}, ${lines}`;
}
