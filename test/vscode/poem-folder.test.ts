import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decidePoemFolder, folderSettingFor, openFolderOf } from '../../src/vscode/poem-folder.ts';

const at = (...parts: string[]) => path.resolve('/', ...parts);
const a = { name: 'a', path: at('work', 'a') };
const b = { name: 'b', path: at('work', 'b') };
const inner = { name: 'inner', path: at('work', 'a', 'inner') };
const unset = [
  { in: a, value: '' },
  { in: null, value: '' },
];

describe('the folder of the poems', () => {
  it('is the one that is set, before any that is open', () => {
    const absolute = at('elsewhere', 'poems');
    expect(decidePoemFolder([{ in: a, value: absolute }], [a])).toEqual({ kind: 'folder', path: absolute });
    expect(decidePoemFolder([...unset, { in: null, value: absolute }], [])).toEqual({ kind: 'folder', path: absolute });
  });

  it('is taken from the open folder it was set for when it is relative', () => {
    const settings = [
      { in: a, value: '' },
      { in: b, value: 'poems/mine' },
    ];
    expect(decidePoemFolder(settings, [a, b])).toEqual({ kind: 'folder', path: at('work', 'b', 'poems', 'mine') });
  });

  it('is the sole open folder when none is set', () => {
    expect(decidePoemFolder(unset, [a])).toEqual({ kind: 'folder', path: a.path });
  });

  it('is picked when several are open and none is set', () => {
    expect(decidePoemFolder(unset, [a, b])).toEqual({ kind: 'pick', folders: [a, b] });
  });

  it('is asked for when no folder is open, even if a relative one is set', () => {
    expect(decidePoemFolder([{ in: null, value: 'poems' }], [])).toEqual({ kind: 'none' });
  });

  it('belongs to the innermost open folder that holds it', () => {
    expect(openFolderOf(at('work', 'a', 'inner', 'x'), [a, inner, b])).toBe(inner);
    expect(openFolderOf(a.path, [a, b])).toBe(a);
    expect(openFolderOf(at('work', 'ab'), [a, b])).toBeUndefined();
    expect(openFolderOf(at('work', 'a', '..poems'), [a])).toBe(a);
  });

  it('is written relative to the sole open folder that holds it, else absolute', () => {
    expect(folderSettingFor(at('work', 'a', 'x', 'y'), [a])).toBe('x/y');
    expect(folderSettingFor(a.path, [a])).toBe('');
    expect(folderSettingFor(at('else'), [a])).toBe(at('else'));
    expect(folderSettingFor(at('work', 'a', 'x'), [a, b])).toBe(at('work', 'a', 'x'));
  });
});
