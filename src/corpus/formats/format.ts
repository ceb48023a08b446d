import type { FileReport, Poem } from '../types.ts';

/** What a document held: its poems, in order, and what could not be read of it. */
export interface PoemsInDocument {
  poems: Omit<Poem, 'index'>[];
  reports: FileReport[];
}

/** A way to keep poems in a file. */
export interface PoemFormat {
  name: string;
  /** Endings of its file names, lower case, with the dot. */
  extensions: readonly string[];
  /**
   * Reads a decoded document. `file` is its path below the corpus folder, with forward slashes. Never throws: what is
   * wrong with the document becomes a report.
   */
  read(document: string, file: string): PoemsInDocument;
}
