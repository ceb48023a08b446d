/** What a UTF-16 code unit is to the tokenizer. `other` needs the Unicode rules of `Intl.Segmenter`. */
export const CharacterClass = {
  other: 0,
  space: 1,
  newline: 2,
  letter: 3,
  digit: 4,
  apostrophe: 5,
  stop: 6,
  comma: 7,
  mark: 8,
};

const classes = buildClasses();

export function characterClass(text: string, index: number): number {
  return classes[text.charCodeAt(index)]!;
}

/**
 * Letters here are those whose Unicode `Word_Break` is `ALetter` and that need no neighbour to tell so: Latin, Greek and
 * Cyrillic without combining marks. Everything not named stays `other`.
 */
function buildClasses(): Uint8Array {
  const table = new Uint8Array(0x10000);
  const set = (from: number, to: number, value: number): void => void table.fill(value, from, to + 1);
  const setEach = (characters: string, value: number): void => {
    for (const character of characters) table[character.charCodeAt(0)] = value;
  };
  const { space, newline, letter, digit, apostrophe, stop, comma, mark } = CharacterClass;

  // Control characters and zero-width spaces part words and are no tokens.
  set(0x00, 0x20, space);
  set(0x7f, 0xa0, space);
  set(0x2000, 0x200b, space);
  setEach('\u1680\u202f\u205f\u3000\ufeff', space);
  setEach('\n\r\v\f\u0085\u2028\u2029', newline);

  set(0x21, 0x7e, mark);
  setEach('“”„—–―…‐‑', mark);
  set(0x30, 0x39, digit);
  for (const [from, to] of [
    [0x41, 0x5a],
    [0x61, 0x7a],
    [0xc0, 0x2af],
    [0x370, 0x52f],
    [0x1e00, 0x1fff],
  ] as const)
    for (let code = from; code <= to; code++) if (/\p{L}/u.test(String.fromCharCode(code))) table[code] = letter;

  setEach("'‘’", apostrophe);
  setEach('.', stop);
  setEach(',', comma);
  return table;
}
