import { decorativeToken } from './decorative-symbols.ts';

const apostrophes = /[\u2018\u2019\u201b\u02bc\uff07]/g;
// Soft hyphens, word joiners and marks of direction are no part of a word's spelling.
const invisible = /[\u00ad\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const typeset = /[\u017f\ufb00-\ufb06]/g;

/**
 * The text of the token that stands as `slice` in a poem: composed (NFC), with straight apostrophes and without
 * typesetters' ligatures or the long s; a decorative symbol becomes its special token. Empty when nothing visible is left.
 */
export function normaliseToken(slice: string): string {
  if (isAscii(slice)) return slice.startsWith('<') ? (decorativeToken(slice) ?? slice) : slice;
  const text = slice
    .normalize('NFC')
    .replace(apostrophes, "'")
    .replace(invisible, '')
    .replace(typeset, (letter) => letter.normalize('NFKC'));
  return decorativeToken(text) ?? text;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
