import { describe, expect, it } from 'vitest';
import { lookUp, wantedWords } from '../../src/embeddings/look-up.ts';

function look(token: string, ...known: string[]): string {
  const found = lookUp(token, (word) => known.includes(word));
  return found ? `${found.step}: ${found.words.join(' + ')}` : 'out of vocabulary';
}

describe('look-up of a token', () => {
  it('takes a word as it is before anything else', () => {
    expect(look('Heart', 'Heart', 'heart')).toBe('as it is: Heart');
    expect(look("'tis", "'tis", 'it', 'is')).toBe("as it is: 'tis");
    expect(look('1914', '1914', 'nineteen')).toBe('as it is: 1914');
  });

  it('falls back to lower case', () => {
    expect(look('LOVE', 'love')).toBe('lower case: love');
    expect(look('I', 'i')).toBe('lower case: i');
  });

  it('falls back to a straight apostrophe', () => {
    expect(look('summer’s', "summer's")).toBe("straight apostrophe: summer's");
  });

  it.each([
    ['blessèd', 'blessed'],
    ['blesse\u0300d', 'blessed'],
    ['Cæsar', 'caesar'],
    ['cœur', 'coeur'],
    ['æther', 'ether'],
    ['ſpring', 'spring'],
    ['Straße', 'strasse'],
  ])('takes accents and ligatures off: %s', (token, word) => {
    expect(look(token, word)).toBe(`without accents: ${word}`);
  });

  it.each([
    ["o'er", 'over'],
    ["'tis", 'it + is', 'it', 'is'],
    ['’Twas', 'it + was', 'it', 'was'],
    ["ne'er", 'never'],
    ["th'", 'the'],
    ["th'earth", 'the + earth', 'the', 'earth'],
    ["tho'", 'though'],
    ["'gainst", 'against'],
    ["'neath", 'beneath'],
    ["e'en", 'even'],
    ["where'er", 'wherever'],
    ["whatsoe'er", 'whatever'],
    ["o'erthrown", 'overthrown'],
    ["o'erwhelm'd", 'overwhelmed'],
    ["walk'd", 'walked'],
    ["lov'd", 'loved'],
    ["lou'd", 'loved'],
    ["cry'd", 'cried'],
    ["heav'n", 'heaven'],
    ["fall'n", 'fallen'],
    ["pow'r", 'power'],
    ["mem'ry", 'memory'],
    ["flow'ry", 'flowery'],
    ["know'st", 'know'],
    ["mak'st", 'make'],
    ["wou'd", 'would'],
    ["singin'", 'singing'],
    ["lovers'", 'lovers'],
    ["is't", 'is + it', 'is', 'it'],
    ["n't", 'not'],
    ["'ll", 'will'],
    ["'s", 'is'],
  ])('undoes the elisions of verse: %s', (token, words, ...known) => {
    expect(look(token, ...(known.length > 0 ? known : [words]))).toBe(`verse elision: ${words}`);
  });

  it('gives a word of several words up when one of them is missing', () => {
    expect(look("'tis", 'it')).toBe('out of vocabulary');
  });

  it('joins the parts of a hyphenated word, or averages those that are known', () => {
    expect(look('to-morrow', 'tomorrow', 'to', 'morrow')).toBe('hyphen parts: tomorrow');
    expect(look('Sea-green', 'sea', 'green')).toBe('hyphen parts: sea + green');
    expect(look('two-edg’d', 'two', 'edged')).toBe('hyphen parts: two + edged');
    expect(look('Xyz-king', 'king')).toBe('hyphen parts: king');
    expect(look('xyz-zyx-king', 'king')).toBe('out of vocabulary');
  });

  it.each([
    ['vnto', 'unto'],
    ['vp', 'up'],
    ['heauen', 'heaven'],
    ['euery', 'every'],
    ['Liue', 'live'],
    ['ioy', 'joy'],
    ['subiect', 'subject'],
    ['VVrath', 'wrath'],
    ['soone', 'soon'],
    ['starre', 'star'],
    ['kisse', 'kiss'],
    ['shee', 'she'],
    ['mortall', 'mortal'],
    ['beautie', 'beauty'],
    ['workes', 'works'],
    ['warres', 'wars'],
    ['darknes', 'darkness'],
    ['musick', 'music'],
    ['noyse', 'noise'],
    ['loveth', 'loves'],
    ['speaketh', 'speaks'],
    ['crieth', 'cries'],
    ['runneth', 'runs'],
    ['lovest', 'love'],
    ['knowest', 'know'],
    ['wouldst', 'would'],
    ['kist', 'kissed'],
    ['dropt', 'dropped'],
    ['turnd', 'turned'],
    ['wandring', 'wandering'],
    ['bloud', 'blood'],
    ["perceiu'd", 'perceived'],
  ])('reads early spelling: %s', (token, word) => {
    expect(look(token, word)).toMatch(new RegExp(`^(early spelling|verse elision): ${word}$`));
  });

  it.each([
    ['7', 'seven'],
    ['42', 'forty + two'],
    ['1,000', 'one + thousand'],
    ['1914', 'year + nineteen + fourteen'],
    ['1800', 'year + eighteen + hundred'],
    ['2005', 'year + two + thousand + five'],
    ['3rd', 'third'],
    ['21st', 'twenty + first'],
    ['30th', 'thirtieth'],
    ['2.5', 'two + point + five'],
    ['0', 'zero'],
    ['1234567', 'one + million + two + hundred + thirty + four + thousand + five + hundred + sixty + seven'],
  ])('reads the number %s as words', (token, words) => {
    expect(look(token, ...words.split(' + '))).toBe(`number: ${words}`);
  });

  it('takes a mark for another of its kind', () => {
    expect(look('—', '-')).toBe('mark: -');
    expect(look('--', '-')).toBe('mark: -');
    expect(look('—', '--', '-')).toMatch(/^mark: -/);
    expect(look('...', '…')).toBe('mark: …');
    expect(look('«', '"')).toBe('mark: "');
    expect(look('***', '*')).toBe('mark: *');
    expect(look('🌙', 'moon')).toBe('mark: moon');
  });

  it('finds nothing for what has no word behind it', () => {
    const everyWord = ['o', 'a', 'the', '-', '(', ')'];
    for (const token of ['(╯°□°)', '(-_-)', '<UNK>', 'ζωή', '', "'", '-', 'constructor', '__proto__'])
      expect(lookUp(token, (word) => everyWord.includes(word) && word !== token)?.words ?? []).toEqual([]);
  });

  it('comes to an end with tokens that no poem has', () => {
    for (const unit of ['a', "'", '-', "o'", 'e-', 'ee', 'u', 'st', '1', '1,', '\u0300', '😀']) {
      expect(lookUp(unit.repeat(20_000), () => false)).toBeUndefined();
      expect(lookUp(unit.repeat(128 / unit.length), () => false)).toBeUndefined();
    }
  });
});

describe('wanted words', () => {
  it('hold every word that a look-up may ask for', () => {
    const tokens = ["o'erwhelm'd", 'Sea-greene', 'vnto', '1914', '—', 'Blessèd', "'tis"];
    const wanted = wantedWords(tokens);
    for (const token of tokens) {
      const asked = new Set<string>();
      lookUp(token, (word) => {
        asked.add(word);
        return false;
      });
      for (const word of asked) {
        expect(wanted).toContain(word);
        // Whatever the file has, nothing else is asked for.
        lookUp(token, (other) => {
          expect(wanted).toContain(other);
          return other === word;
        });
      }
    }
  });

  it('are few for a word of today', () => {
    expect(wantedWords(['walking']).size).toBeLessThan(5);
  });
});
