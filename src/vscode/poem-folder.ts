import path from 'node:path';

export interface OpenFolder {
  name: string;
  /** Absolute path. */
  path: string;
}

/** Where the poems are, as far as it can be told without asking. */
export type PoemFolderChoice =
  | { kind: 'folder'; path: string }
  /** Several folders are open: the person picks one. */
  | { kind: 'pick'; folders: readonly OpenFolder[] }
  /** No folder is open. */
  | { kind: 'none' };

/**
 * `setting` is the folder setting as each open folder sees it (`in` is null for the window's own): the first one set
 * wins, then the sole open folder. A relative path is taken from the open folder it was set for.
 */
export function decidePoemFolder(
  settings: readonly { in: OpenFolder | null; value: string }[],
  folders: readonly OpenFolder[],
): PoemFolderChoice {
  for (const { in: folder, value } of settings) {
    if (!value) continue;
    if (path.isAbsolute(value)) return { kind: 'folder', path: path.normalize(value) };
    if (folder) return { kind: 'folder', path: path.resolve(folder.path, value) };
  }
  const [sole, ...others] = folders;
  if (!sole) return { kind: 'none' };
  return others.length ? { kind: 'pick', folders } : { kind: 'folder', path: sole.path };
}

/** The open folder that holds a path (the innermost, when they are nested). */
export function openFolderOf(place: string, folders: readonly OpenFolder[]): OpenFolder | undefined {
  return folders.filter((folder) => isInside(place, folder.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

/** How the folder setting is written: relative to the open folder that holds it, else absolute. */
export function folderSettingFor(place: string, folders: readonly OpenFolder[]): string {
  // With several open folders a relative path would mean another place in each.
  const [sole, ...others] = folders;
  if (!sole || others.length || !isInside(place, sole.path)) return place;
  return path.relative(sole.path, place).split(path.sep).join('/');
}

function isInside(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}
