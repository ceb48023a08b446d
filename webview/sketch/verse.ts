import type { SketchedToken } from '../../src/protocol/sketch-messages.ts';
import { element } from '../shared/elements.ts';

/** A mark that stands at the word before it. */
const clinging = /^[,.;:!?…)\]”’]+$/u;

/**
 * The words of a sketch in lines. Breaks that follow one another are shown as one; words that another sketch has not at
 * the same step are marked.
 */
export function verse(tokens: readonly SketchedToken[], other?: readonly SketchedToken[]): HTMLElement {
  const whole = element('div', { class: 'verse' });
  let line: HTMLElement | undefined;
  let gap = false;
  tokens.forEach((token, step) => {
    if (token.kind !== 'word') {
      gap ||= token.kind === 'stanza' && whole.childElementCount > 0;
      line = undefined;
      return;
    }
    if (!line) {
      line = element('div', { class: gap ? 'line stanza' : 'line' });
      whole.append(line);
      gap = false;
    } else if (!clinging.test(token.text)) line.append(' ');
    const before = other?.[step];
    const changed = other !== undefined && (before?.kind !== 'word' || before.text !== token.text);
    line.append(changed ? element('mark', {}, token.text) : token.text);
  });
  if (whole.childElementCount === 0) whole.append(element('p', { class: 'quiet' }, 'Breaks alone, and no word.'));
  return whole;
}

/** At how many steps two sketches differ. */
export function differing(a: readonly SketchedToken[], b: readonly SketchedToken[]): number {
  return a.filter(({ kind, text }, step) => kind !== b[step]?.kind || text !== b[step].text).length;
}

/** A sentence where one word takes up most of a sketch: the decoder then says little but an average. */
export function sameEverywhere(tokens: readonly SketchedToken[]): string | undefined {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(tokenName(token), (counts.get(tokenName(token)) ?? 0) + 1);
  const [name, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0]);
  if (count <= tokens.length / 2) return undefined;
  return `${count} of ${tokens.length} steps are “${name}”: little but an average is left here.`;
}

/** A token as a person calls it. */
export function tokenName({ kind, text }: SketchedToken): string {
  return kind === 'word' ? text : kind === 'line' ? 'line break' : 'stanza break';
}
