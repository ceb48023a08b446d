import { describe, expect, it } from 'vitest';
import { wrapLines } from '../../src/vscode/wrap-lines.ts';

describe('wrapping lines', () => {
  it('breaks long lines between words', () => {
    expect(wrapLines('one two three four', 9)).toBe('one two\nthree\nfour');
    expect(wrapLines('a b c', 1)).toBe('a\nb\nc');
  });

  it('leaves short lines, empty lines and tables', () => {
    const text = 'short\n\n  a table that is longer than the rest  1.0\n';
    expect(wrapLines(text, 10)).toBe(text);
  });

  it('leaves no word out, and none longer than a line behind', () => {
    const words = Array.from({ length: 200 }, (_, i) => 'x'.repeat(1 + ((i * 7) % 23)));
    const wrapped = wrapLines(words.join(' '), 10);
    expect(wrapped.replace(/\s/g, '')).toBe(words.join(''));
    expect(wrapLines('y'.repeat(25), 10).replace(/\n/g, '')).toBe('y'.repeat(25));
  });
});
