import { plainText } from './plain-text.ts';

/**
 * A text as Markdown that shows just it. Everything but letters, digits and spaces is written as a character reference,
 * so that no poem can become emphasis, a link (bare addresses become links too), a command, an icon or HTML.
 */
export function markdownText(text: string, longest = 600): string {
  return plainText(text, longest).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)!};`);
}
