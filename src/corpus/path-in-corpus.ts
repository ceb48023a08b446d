import path from 'node:path';

/** Path of a file below the corpus folder, with forward slashes, as `Poem.file` has it; undefined when it lies elsewhere. */
export function pathInCorpus(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return path.sep === '/' ? relative : relative.replaceAll(path.sep, '/');
}
