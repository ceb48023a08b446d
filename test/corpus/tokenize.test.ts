import { describe, expect, it } from 'vitest';
import { isWord, specialTokens } from '../../src/corpus/special-tokens.ts';
import { tokenize } from '../../src/corpus/tokenize.ts';

/** The tokens between a poem's marks of start and end. */
function tokensOf(text: string): string[] {
  return tokenize(text)
    .slice(1, -1)
    .map((token) => token.text);
}

describe('tokenize', () => {
  it('marks a poem at its start and end, with empty tokens', () => {
    expect(tokenize('Rose')).toEqual([
      { text: '<POEM_START>', start: 0, end: 0 },
      { text: 'Rose', start: 0, end: 4 },
      { text: '<POEM_END>', start: 4, end: 4 },
    ]);
    expect(tokenize('')).toHaveLength(2);
  });

  it('puts a line break between lines and a stanza break for blank lines, never both', () => {
    expect(tokensOf('a\nb\r\nc\rd')).toEqual(['a', '<LINE_BREAK>', 'b', '<LINE_BREAK>', 'c', '<LINE_BREAK>', 'd']);
    expect(tokensOf('a\n\nb\n \t\n\n\nc')).toEqual(['a', '<STANZA_BREAK>', 'b', '<STANZA_BREAK>', 'c']);
    expect(tokensOf('a\r\n\r\nb')).toEqual(['a', '<STANZA_BREAK>', 'b']);
  });

  it('has no break before the first line nor after the last', () => {
    expect(tokensOf('\n\n a \n\n')).toEqual(['a']);
  });

  it('lets a break stand where the line ends, up to the next line', () => {
    expect(tokenize('a \r\n\r\n  b')[2]).toEqual({ text: '<STANZA_BREAK>', start: 2, end: 6 });
  });

  it.each([
    ["don't", ['do', "n't"]],
    ['don’t', ['do', "n't"]],
    ["won't", ['wo', "n't"]],
    ["CAN'T", ['CA', "N'T"]],
    ["summer's", ['summer', "'s"]],
    ["I'll", ['I', "'ll"]],
    ["I'd've", ['I', "'d", "'ve"]],
    ["wouldn't've", ['would', "n't", "'ve"]],
    ["you're", ['you', "'re"]],
    ["mother-in-law's", ['mother-in-law', "'s"]],
    ["'twasn't", ["'twas", "n't"]],
    ["others'", ['others', "'"]],
  ])('splits the clitic of %s as the text of GloVe has it', (word, tokens) => {
    expect(tokensOf(word)).toEqual(tokens);
  });

  it.each([
    "'tis",
    '’Tis',
    "o'er",
    "ne'er",
    "seem'd",
    "ev'ry",
    "th'",
    'th’',
    "o'",
    "thro'",
    "bloomin'",
    "goin'",
    "'gainst",
    "is't",
    "on't",
    "e're",
    "t'other",
    "i'th'",
    "'em",
  ])('keeps the elision %s whole', (word) => {
    expect(tokensOf(`${word} sea`)).toEqual([word.replace('’', "'"), 'sea']);
  });

  it('tells quotation marks from elisions', () => {
    expect(tokensOf("'The end,' and 'O'")).toEqual(["'", 'The', 'end', ',', "'", 'and', "'", 'O', "'"]);
    expect(tokensOf("'begin again'")).toEqual(["'", 'begin', 'again', "'"]);
    expect(tokensOf("''Tis I'")).toEqual(["'", "'Tis", 'I', "'"]);
  });

  it('keeps hyphenated words whole and parts words at dashes', () => {
    expect(tokensOf('rose-lipt merry-go-round maiden--ah—so')).toEqual([
      'rose-lipt',
      'merry-go-round',
      'maiden',
      '--',
      'ah',
      '—',
      'so',
    ]);
  });

  it('takes a mark that is drawn by repetition for one token and other marks one by one', () => {
    expect(tokensOf('so... **** ?! !!')).toEqual(['so', '...', '****', '?', '!', '!', '!']);
  });

  it('keeps numbers and initials, and parts words at a full stop without its space', () => {
    expect(tokensOf('1887 3.14 1,000 U.S.A. end.The')).toEqual([
      '1887',
      '3.14',
      '1,000',
      'U.S.A',
      '.',
      'end',
      '.',
      'The',
    ]);
  });

  it('keeps case', () => {
    expect(tokensOf('And AND and')).toEqual(['And', 'AND', 'and']);
  });

  it('composes accents, ligatures and soft hyphens in the token only', () => {
    const text = 'ble\u0301sse\u0300d ﬁre sum\u00admer';
    const tokens = tokenize(text).slice(1, -1);
    expect(tokens.map((token) => token.text)).toEqual(['bléssèd', 'fire', 'summer']);
    expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(text.split(' '));
  });

  it('turns decorative symbols into tokens that carry their meaning', () => {
    expect(tokensOf('♥ ❤️ <3 ★✨ ☁️ ✿🌸 😢 🔥')).toEqual([
      '<HEART>',
      '<HEART>',
      '<HEART>',
      '<STAR>',
      '<STAR>',
      '<CLOUD>',
      '<FLOWER>',
      '<FLOWER>',
      '<TEAR>',
      '<FIRE>',
    ]);
  });

  it('keeps other emoji whole', () => {
    expect(tokensOf('👩‍❤️‍👨👍🏽🇬🇧🇫🇷')).toEqual(['👩‍❤️‍👨', '👍🏽', '🇬🇧', '🇫🇷']);
  });

  it.each(['(◕‿◕)', '¯\\_(ツ)_/¯', '(╯°□°)╯︵', '┻━┻', '( ͡° ͜ʖ ͡°)', 'ʕ•ᴥ•ʔ', 'ಠ_ಠ', '^_^', ':-)', '(T_T)', '(´；ω；`)'])(
    'keeps the face %s whole',
    (face) => {
      expect(tokensOf(`so ${face} sad`)).toEqual(['so', face, 'sad']);
    },
  );

  it('takes no parenthesis for a face', () => {
    for (const inner of ['a—b', '“to”', '1914', 'é', '…', 'oo', 'Пушкин', '春天', 'ah!'])
      expect(tokensOf(`(${inner})`)[0], inner).toBe('(');
  });

  it('follows Unicode where words have no spaces', () => {
    expect(tokensOf('春天来了。')).toEqual(['春天', '来', '了', '。']);
  });

  it('cannot be made to give a special token by writing its name', () => {
    for (const name of specialTokens) expect(tokensOf(`x ${name}`)).not.toContain(name);
  });

  it('passes over control characters and marks of direction', () => {
    expect(tokensOf('a\u001bb \u200e \u00ad \u200b\ufeff c')).toEqual(['a', 'b', 'c']);
  });

  it('reads a line of any length, whatever it is made of', () => {
    const length = 1 << 16;
    for (const unit of [
      "abc, d'e ",
      'a',
      'a-',
      '(',
      "'",
      '.',
      '\u0301',
      '🔥',
      '春天',
      '*_',
      'é♥(^',
      '(^ω',
      '<',
      'a.',
      '\\',
    ]) {
      const text = unit.repeat(length / unit.length);
      const tokens = tokenize(text);
      expect(tokens.length, unit).toBeGreaterThan(2);
      expect(tokens.at(-1)!.end).toBe(text.length);
    }
  });
});

describe('isWord', () => {
  it('is true of words, clitics and numbers only', () => {
    for (const token of ['Rose', "n't", "'s", "o'er", 'rose-lipt', '1887', '3.14', 'U.S.A', 'blessèd', '春天'])
      expect(isWord(token), token).toBe(true);
    for (const token of [...specialTokens, ',', '--', '—', '♫', '👍🏽', '(◕‿◕)', 'T_T', 'ʕ•ᴥ•ʔ', ''])
      expect(isWord(token), token).toBe(false);
  });
});
