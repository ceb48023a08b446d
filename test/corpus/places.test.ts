import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineStartsOf, positionAt } from '../../src/corpus/document-lines.ts';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { pathInCorpus } from '../../src/corpus/path-in-corpus.ts';

describe('positionAt', () => {
  it('counts lines as an editor does, at \\r\\n, \\n and \\r', () => {
    const document = 'a\r\nb\rc\n\nd\u2028e';
    const lines = lineStartsOf(document);
    expect(Array.from(lines)).toEqual([0, 3, 5, 7, 8]);
    expect(positionAt(lines, document.indexOf('e'))).toEqual({ line: 4, character: 2 });
    expect(positionAt(lines, 0)).toEqual({ line: 0, character: 0 });
    expect(positionAt(lines, document.length)).toEqual({ line: 4, character: 3 });
  });
});

describe('pathInCorpus', () => {
  it('gives paths below the folder with forward slashes and no others', () => {
    const root = path.resolve('/poems');
    expect(pathInCorpus(root, path.join(root, 'a', 'b.txt'))).toBe('a/b.txt');
    expect(pathInCorpus(root, path.join(root, '..a.txt'))).toBe('..a.txt');
    expect(pathInCorpus(root, root)).toBeUndefined();
    expect(pathInCorpus(root, path.resolve('/poems-too/b.txt'))).toBeUndefined();
    expect(pathInCorpus(root, path.join(root, '..', 'b.txt'))).toBeUndefined();
  });
});

describe('mediaFolder', () => {
  it('lies beside package.json', () => {
    expect(path.basename(mediaFolder())).toBe('media');
    expect(existsSync(path.join(mediaFolder(), '..', 'package.json'))).toBe(true);
  });
});
