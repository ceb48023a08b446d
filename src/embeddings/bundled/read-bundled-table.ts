import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../corpus/user-error.ts';
import { decodeTable, type EncodedTable } from './table-format.ts';

/** The table's file below `media/word-vectors`: GloVe 6B, 100 numbers a word. */
export const bundledTableName = 'glove-6b-100d.vectors';

/** Reads the word vectors that come with the extension. Throws a UserError when the file is missing or damaged. */
export function readBundledTable(folder: string): EncodedTable {
  const file = path.join(folder, bundledTableName);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UserError(`The bundled word vectors ${file} cannot be read (${code}): install the extension again.`);
  }
  try {
    return decodeTable(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`The bundled word vectors ${file} are damaged (${why}): install the extension again.`);
  }
}
