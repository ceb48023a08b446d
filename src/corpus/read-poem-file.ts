import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeDocument } from './decode-document.ts';
import { lineHashesOf } from './document-lines.ts';
import { explainFileError } from './explain-file-error.ts';
import type { PoemFormat, PoemsInDocument } from './formats/format.ts';

/** No book of poems is longer; a larger file is another kind of data, or too much for one editor tab. */
export const largestFile = 32 * 1024 * 1024;

/** Files that keep company with poems. */
const companionNames = /^(?:readme|licen[cs]e|changelog|contributing)(?:\.[\w-]+)*$/i;

/** Whether a file is, by its name, about the folder and no poem. */
export function isCompanion(file: string): boolean {
  return companionNames.test(path.posix.basename(file));
}

/** Reads the poems of one file. What is wrong with the file becomes a report; nothing is thrown. */
export async function readPoemFile(root: string, file: string, format: PoemFormat): Promise<PoemsInDocument> {
  const report = (message: string): PoemsInDocument => ({ poems: [], reports: [{ file, message }] });
  if (isCompanion(file))
    return report('goes by its name about the folder and was not read: rename it if it is a poem.');
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path.join(root, file));
    if (size > largestFile)
      return report(
        `has ${Math.ceil(size / 2 ** 20)} MB, and at most ${largestFile / 2 ** 20} MB are read: split it, or remove it.`,
      );
    bytes = await readFile(path.join(root, file));
  } catch (error) {
    return report(`could not be read: ${explainFileError(error)}`);
  }
  if (bytes.length === 0) return report('is empty: write a poem in it, or remove it.');
  const decoded = decodeDocument(bytes);
  if ('binary' in decoded) return report('is not text, whatever its name says: remove it.');
  const { poems, reports } = format.read(decoded.text, file);
  const lineHashes = lineHashesOf(decoded.text, poems[0]?.lineStarts);
  return { poems: poems.map((poem) => ({ ...poem, lineHashes })), reports };
}
