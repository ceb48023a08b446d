import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/vscode/plain-text.ts';

/** How VS Code finds links in a notification (`linkedText.ts`). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

describe('plain text', () => {
  it('holds no link, whatever a file is called', () => {
    const hostile = 'The file [click me](command:workbench.action.terminal.new) is empty.';
    expect(hostile).toMatch(link);
    expect(plainText(hostile)).not.toMatch(link);
    expect(plainText('[[a]](command:x)[b](https://example.org "t")')).not.toMatch(link);
  });

  it('holds no icon', () => {
    expect(plainText('$(trash) poems')).not.toContain('$(');
  });

  it('is one line, without characters that change its direction', () => {
    expect(plainText('a\r\nb\u2028c\u202ed\u2066e\u0007f')).toBe('a b c d e f');
  });

  it('is cut when it is long', () => {
    expect(plainText('x'.repeat(1_000_000))).toHaveLength(600);
  });

  it('leaves ordinary words as they are', () => {
    const text = 'Ärger über 雨 [in] (parentheses) costs $5.';
    expect(plainText(text)).toBe(text);
  });
});
