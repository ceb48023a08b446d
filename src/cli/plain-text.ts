/**
 * Text of poems and file names made safe for a terminal: control characters, which could move the cursor or recolour
 * the screen, and marks that reverse the reading direction become spaces.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** A passage on one line: ` / ` between its lines, as verse is quoted, cut at about `length` characters. */
export function quoteVerse(passage: string, length: number): string {
  const lines = passage
    .split(/\r\n|\r|\n/)
    .map((line) => plainText(line).trim())
    .filter((line) => line !== '');
  const characters = [...lines.join(' / ')];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
