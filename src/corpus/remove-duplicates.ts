import { createHash } from 'node:crypto';
import type { FileReport, Poem } from './types.ts';

type FoundPoem = Omit<Poem, 'index'>;

/** Keeps the first of poems whose texts are the same but for white space; a report a file names the others. */
export function removeDuplicates(poems: readonly FoundPoem[]): { poems: FoundPoem[]; reports: FileReport[] } {
  const firstOf = new Map<string, FoundPoem>();
  const repeated = new Map<string, { first: FoundPoem; poem: FoundPoem; count: number }>();
  const kept = poems.filter((poem) => {
    const key = createHash('sha1').update(poem.text.normalize('NFC').replace(/\s+/g, ' ').trim()).digest('base64');
    const first = firstOf.get(key);
    if (!first) {
      firstOf.set(key, poem);
      return true;
    }
    const known = repeated.get(poem.file);
    if (known) known.count++;
    else repeated.set(poem.file, { first, poem, count: 1 });
    return false;
  });
  const reports = Array.from(repeated, ([file, { first, poem, count }]) => {
    const where = first.file === file ? 'twice in it' : `in ${first.file} as well`;
    const others = count > 1 ? ` (and ${count - 1} more of its poems stand elsewhere)` : '';
    return {
      file,
      message: `its poem "${poem.title}" stands ${where}${others} and is counted once: remove one of the two.`,
    };
  });
  return { poems: kept, reports };
}
