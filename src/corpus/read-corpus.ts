import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { buildCorpus } from './corpus-from-poems.ts';
import { explainFileError } from './explain-file-error.ts';
import type { PoemFormat, PoemsInDocument } from './formats/format.ts';
import { jsonFormat, jsonLinesFormat } from './formats/json.ts';
import { markdownFormat } from './formats/markdown.ts';
import { textFormat } from './formats/text.ts';
import { listFiles } from './list-files.ts';
import { isCompanion, readPoemFile } from './read-poem-file.ts';
import { removeDuplicates } from './remove-duplicates.ts';
import type { Corpus, FileReport, Poem } from './types.ts';
import { UserError } from './user-error.ts';

/** All formats that a folder of poems is read in; a file belongs to the first that claims its ending. */
export const poemFormats: readonly PoemFormat[] = [textFormat, markdownFormat, jsonFormat, jsonLinesFormat];

export interface ReadOptions {
  /** Aborting makes the reading reject with the signal's reason. */
  signal?: AbortSignal;
  /** Files read, of all that are to be read. */
  onProgress?(done: number, total: number): void;
}

/** So many files are read at a time. */
const filesAtOnce = 16;
const reportsInError = 3;

/**
 * Reads the poems of a folder and of the folders in it. Files that cannot be used are named in the corpus's reports.
 * Throws a UserError when the folder cannot be read or holds no poems.
 */
export async function readCorpus(folder: string, options: ReadOptions = {}): Promise<Corpus> {
  const { root, files, reports } = await openFolder(folder, options.signal);
  const poems: Omit<Poem, 'index'>[] = [];
  const readable = files.flatMap((file) => {
    const format = formatOf(file);
    return format ? [{ file, format }] : [];
  });
  let done = 0;
  for (let first = 0; first < readable.length; first += filesAtOnce) {
    options.signal?.throwIfAborted();
    const batch = readable.slice(first, first + filesAtOnce);
    for (const read of await Promise.all(batch.map(({ file, format }) => readPoemFile(root, file, format)))) {
      add(read, poems, reports);
      done++;
      options.onProgress?.(done, readable.length);
    }
  }
  options.signal?.throwIfAborted();
  const distinct = removeDuplicates(poems);
  reports.push(...distinct.reports);
  if (distinct.poems.length === 0) throw new UserError(noPoems(root, reports));
  return buildCorpus(root, distinct.poems, reports);
}

/** The poems of one document that is at hand as text; undefined when its name says that it holds none. */
export function readDocument(document: string, file: string): PoemsInDocument | undefined {
  if (isCompanion(file)) return undefined;
  return formatOf(file)?.read(document, file);
}

function add(read: PoemsInDocument, poems: Omit<Poem, 'index'>[], reports: FileReport[]): void {
  for (const poem of read.poems) poems.push(poem);
  for (const report of read.reports) reports.push(report);
}

async function openFolder(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ root: string; files: string[]; reports: FileReport[] }> {
  const root = path.resolve(folder);
  try {
    // Links in the way to the folder are the person's own; the corpus keeps the path that was given.
    return { root, ...(await listFiles(await realpath(root), signal)) };
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(`The folder ${root} could not be read: ${explainFileError(error)}`);
  }
}

function formatOf(file: string): PoemFormat | undefined {
  const extension = path.posix.extname(file).toLowerCase();
  return poemFormats.find(({ extensions }) => extensions.includes(extension));
}

function noPoems(root: string, reports: readonly FileReport[]): string {
  const extensions = poemFormats.flatMap((format) => format.extensions).join(', ');
  const first = reports.slice(0, reportsInError).map(({ file, message }) => ` ${file} ${message}`);
  const more = reports.length > first.length ? ` (${reports.length - first.length} more files could not be used.)` : '';
  return `There are no poems in ${root}: put files ending in ${extensions} there.${first.join('')}${more}`;
}
