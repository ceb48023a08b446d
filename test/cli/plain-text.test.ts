import { describe, expect, it } from 'vitest';
import { plainText, quoteVerse } from '../../src/cli/plain-text.ts';

describe('text for a terminal', () => {
  it('loses what could move the cursor, recolour the screen or turn the reading direction', () => {
    expect(plainText('a\x1b[31mred\u202e\x07 b')).toBe('a [31mred  b');
  });

  it('keeps letters of every script, and emoji', () => {
    expect(plainText('Ærøskøbing 俳句 🌊')).toBe('Ærøskøbing 俳句 🌊');
  });

  it('quotes verse on one line and cuts it between characters', () => {
    expect(quoteVerse('one\r\n  two\n\nthree', 40)).toBe('one / two / three');
    expect(quoteVerse('🌊🌊🌊🌊', 3)).toBe('🌊🌊…');
  });
});
