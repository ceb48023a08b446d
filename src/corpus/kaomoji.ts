/*
 * Faces drawn in characters stay whole: `(◕‿◕)`, `¯\_(ツ)_/¯`, `^_^`, `:-)`. An ordinary parenthesis holds words, so what
 * is inside brackets must be made of marks and of the few letters that serve as eyes and mouths, and must look like a face.
 */

const armCharacters = String.raw`[¯\\_/*:･ﾟ✧☆\p{Sk}\p{Mn}ヽヾノﾉ凸づつっᕙᕗლ☞☜٩۶و╭╮╯╰┌┐└┘︵﹏~∑⊂∩]`;
const arm = new RegExp(`^${armCharacters}$`, 'u');
const longestArm = 4;
const mark = String.raw`[^\p{L}\p{N}\p{P}\p{Zl}\p{Zp}\p{Cc}\p{Cs}]`;
const markOfFaces = String.raw`[-'*.;:"@\\/･・｡。﹏‿⁀•_^¯¬‸；]`;
const letterOfFaces = '[oOTtuUxXQqvVwω3ツシッᴥಠಥಡʘʖᗜᵕꈍヮワローДд益皿ε∀ﾟﾉ]';
const inside = `(?:${mark}|${markOfFaces}|${letterOfFaces})`;
const bracketed = new RegExp(`[(（ʕ](${inside}{1,16})[)）ʔ]${armCharacters}{0,8}`, 'gu');
const bare = /([ಠಥಡʘ◕•¬☉⊙・･｡°^])[_‿.ω﹏ᴗ益□▽∀-]{1,3}\1/gu;

const mouth = /[‿ω﹏益皿□▽∀ᴥ∇‸ᗜᵕヮワロε⁀Дд]/u;
const drawn = /[^\x20-\x7e]/u;

/** Where faces stand in a line that holds more than plain letters: [start, end) pairs, ascending. */
export function findKaomoji(line: string): (readonly [start: number, end: number])[] {
  const spans: (readonly [number, number])[] = [];
  let previousEnd = 0;
  for (const match of line.matchAll(bracketed)) {
    if (!isFace(match[1]!)) continue;
    let start = match.index;
    // All arms are single UTF-16 units.
    while (start > previousEnd && match.index - start < longestArm && arm.test(line[start - 1]!)) start--;
    previousEnd = match.index + match[0].length;
    spans.push([start, previousEnd]);
  }
  const brackets = spans.length;
  let next = 0;
  for (const match of line.matchAll(bare)) {
    const end = match.index + match[0].length;
    while (next < brackets && spans[next]![1] <= match.index) next++;
    if (next === brackets || spans[next]![0] >= end) spans.push([match.index, end]);
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

function isFace(inner: string): boolean {
  if (/^[ツシッ]$/u.test(inner)) return true;
  const features = Array.from(inner).filter((character) => character !== ' ');
  if (features.length < 3 || new Set(features).size === 1 || !drawn.test(inner)) return false;
  return mouth.test(inner) || new Set(features.filter((feature) => drawn.test(feature))).size < features.length - 1;
}

const emoticon =
  /^(?:[:;=]['*]?[-o^]?[()[\]DPp|*\\/]|[:;]-?3|[([]([T^><;oOuU\-*=])[_.-][T^><;oOuU\-*=][)\]]|([\^\-;])[_.-]+\2|[Tt]_+[Tt]|[oOuU]_+[oOuU]|>[_.]+<)(?=[.,!?;]*$)/;

/** The length of the emoticon (`:-)`, `^_^`, `T_T`) that a run without white space is, or 0. */
export function emoticonLength(run: string): number {
  return emoticon.exec(run)?.[0].length ?? 0;
}
