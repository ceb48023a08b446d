import type { Leaning } from '../../src/protocol/sketch-messages.ts';
import { element } from '../shared/elements.ts';

/** Nearer to the average than this, a sketch leans nowhere that is worth a word. */
const hardlyApart = 0.05;

/** The same for every sketch, said once. */
export const leaningExplained =
  'Where the words of a sketch say little, what it leans towards may say more: the words nearest to the difference between this sketch and the sketch of the average, articles and the like left out. They tell its direction, and are neither its words nor the passage’s.';

/** The words that a sketch leans towards, with how sure that is. */
export function leaningPart(leaning: Leaning): HTMLElement {
  const words = leaningText(leaning);
  return element(
    'div',
    { class: 'leaning' },
    ...(words === undefined ? [] : [element('p', {}, element('strong', {}, 'Leans towards '), words)]),
    element('p', { class: 'quiet' }, distanceText(leaning)),
  );
}

/** Undefined where it leans nowhere. */
export function leaningText({ words, distance }: Leaning): string | undefined {
  if (distance < hardlyApart || words.length === 0) return undefined;
  return words.map(({ text }) => text).join(', ');
}

export function distanceText(leaning: Leaning): string {
  const { words, distance } = leaning;
  const [first, last] = [words[0], words.at(-1)];
  if (leaningText(leaning) === undefined || !first || !last)
    return 'Leans nowhere: it is hardly apart from the sketch of the average.';
  const share = `${Math.round(100 * distance)}%`;
  return `Cosines ${first.cosine.toFixed(2)} to ${last.cosine.toFixed(2)}. It lies ${share} as far from the average sketch as a passage usually lies from the average passage.`;
}
