import { describe, expect, it } from 'vitest';
import { byCodePoint } from '../../src/corpus/code-point-order.ts';
import { buildVocabulary } from '../../src/corpus/vocabulary.ts';

describe('buildVocabulary', () => {
  it('begins with the special tokens, then falls by count and follows code points', () => {
    const vocabulary = buildVocabulary([
      ['b', 'a', 'b', '<LINE_BREAK>', '😀', 'Z'],
      ['a', 'b', '\uffee'],
    ]);
    expect(vocabulary.tokens).toEqual([
      '<PAD>',
      '<UNK>',
      '<LINE_BREAK>',
      '<STANZA_BREAK>',
      '<POEM_START>',
      '<POEM_END>',
      'b',
      'a',
      'Z',
      '\uffee',
      '😀',
    ]);
    expect(Array.from(vocabulary.counts)).toEqual([0, 0, 1, 0, 0, 0, 3, 2, 1, 1, 1]);
  });

  it('finds ids, and <UNK> for what it lacks', () => {
    const { tokens, idOf } = buildVocabulary([['rose', 'constructor']]);
    for (const token of tokens) expect(tokens[idOf(token)]).toBe(token);
    expect(idOf('thorn')).toBe(1);
    expect(idOf('__proto__')).toBe(1);
  });

  it('does not depend on the order of the tokens', () => {
    expect(buildVocabulary([['a', 'b'], ['c']]).tokens).toEqual(buildVocabulary([['c', 'b', 'a']]).tokens);
  });
});

describe('byCodePoint', () => {
  it('puts characters beyond the basic plane last', () => {
    expect(['😀', '\uffee', 'a', '', 'ab'].sort(byCodePoint)).toEqual(['', 'a', 'ab', '\uffee', '😀']);
  });
});
