/** Letters that Unicode does not decompose. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ſ: 's',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

/** A lower-case word without accents and ligatures, likeliest first: `blessèd` blessed; `æther` aether, ether. Empty when it has none. */
export function withoutAccents(word: string): string[] {
  const bare = word.normalize('NFKD').replace(/\p{M}+/gu, '');
  const plain = bare.replace(/[æœøßſðþłđı]/g, (letter) => plainLetters[letter]!);
  if (plain === word) return [];
  const simple = bare.replace(/[æœ]/g, 'e').replace(/[øßſðþłđı]/g, (letter) => plainLetters[letter]!);
  return simple === plain ? [plain] : [plain, simple];
}
