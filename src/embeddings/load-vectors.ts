import path from 'node:path';
import { mediaFolder } from '../corpus/media-folder.ts';
import type { FileReport, Vocabulary } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import { readBundledTable } from './bundled/read-bundled-table.ts';
import { readVectorFile } from './files/read-vector-file.ts';
import { fillVectors, type OutOfVocabulary, type VectorReport } from './fill-vectors.ts';
import { wantedWords } from './look-up.ts';
import { specialWords } from './special-vectors.ts';
import type { WordTable } from './word-table.ts';

/** One vector for each token of a vocabulary. */
export interface WordVectors {
  /** 'bundled', or the file's absolute path. */
  source: string;
  /** Numbers a token. */
  dimension: number;
  /** [vocabulary, dimension], a row for each token id; row 0 (`<PAD>`) is zero. */
  vectors: Float32Array;
  report: VectorReport;
  /** What of the file could not be used. */
  reports: readonly FileReport[];
}

export interface VectorOptions {
  /** 'bundled', or a file: GloVe, word2vec (text or binary) or fastText `.vec`, each gzipped or not. */
  source: string;
  /** What tokens get that have no vector; 'hash' when not given. */
  outOfVocabulary?: OutOfVocabulary;
  /** The numbers a token that are expected; vectors of another width are refused. */
  dimension?: number;
  /** Keeps what was read of a file, so that the next run with this file and vocabulary need not read it. */
  cacheFolder?: string;
  /** Aborting makes the loading reject with the signal's reason. */
  signal?: AbortSignal;
  onProgress?(bytesRead: number, bytesTotal: number): void;
}

/**
 * The vectors of a vocabulary's tokens. Throws a UserError, naming the file, when the vectors are missing, damaged, of
 * another width than expected, or have none of the vocabulary's words.
 */
export async function loadVectors(vocabulary: Vocabulary, options: VectorOptions): Promise<WordVectors> {
  options.signal?.throwIfAborted();
  const { source, table, reports } = await openTable(vocabulary, options);
  const name = source === 'bundled' ? 'The bundled word vectors' : `The word vectors ${source}`;
  if (options.dimension !== undefined && options.dimension !== table.dimension)
    throw new UserError(
      `${name} have ${table.dimension} numbers a word where ${options.dimension} are expected: choose vectors of that width.`,
    );
  const { vectors, report } = fillVectors(vocabulary, table, options.outOfVocabulary ?? 'hash');
  if (report.words > 0 && report.outOfVocabulary === report.words)
    throw new UserError(`${name} have none of the poems' words: choose vectors of the poems' language.`);
  return { source, dimension: table.dimension, vectors, report, reports };
}

/** Kept once read: a few megabytes, asked for again with every text that holds a new word. */
let bundled: WordTable | undefined;

async function openTable(
  vocabulary: Vocabulary,
  options: VectorOptions,
): Promise<{ source: string; table: WordTable; reports: readonly FileReport[] }> {
  if (options.source === 'bundled') {
    bundled ??= readBundledTable(path.join(mediaFolder(), 'word-vectors'));
    return { source: 'bundled', table: bundled, reports: [] };
  }
  const source = path.resolve(options.source);
  const wanted = (): Set<string> => {
    const words = wantedWords(vocabulary.tokens);
    for (const word of specialWords) words.add(word);
    return words;
  };
  const { table, reports } = await readVectorFile(source, wanted, options);
  return { source, table, reports };
}
