/** A place in a document: zero-based line and UTF-16 character, as editors count. */
export interface SourcePosition {
  line: number;
  character: number;
}

export interface SourceRange {
  start: SourcePosition;
  end: SourcePosition;
}

/** A poem as it stands in one document; its text never leaves its place. */
export interface Poem {
  /** Position in `Corpus.poems`. */
  index: number;
  /** Path below the corpus folder, with forward slashes. */
  file: string;
  title: string;
  author: string;
  text: string;
  /**
   * Where `text` stands in the decoded document: pairs (offset in text, offset in document), ascending; between two
   * pairs both run alike. One pair for plain text, more where a JSON string holds escapes. Where the document goes on
   * elsewhere, two pairs have the same offset in the text: the end of what came before, then the new place.
   */
  sourceMap: readonly (readonly [text: number, document: number])[];
  /** Offsets in the document at which its lines start. Absent for a text that is a document by itself. */
  lineStarts?: Int32Array;
  /** `lineHashesOf` the document, by which its lines are found again; absent where the text was not read from a file. */
  lineHashes?: Int32Array;
}

/** One token of a poem. `start` and `end` are offsets in the poem's text; empty for the poem's start and end marks. */
export interface Token {
  text: string;
  start: number;
  end: number;
}

/** What a poem became: `ids` index the vocabulary, `starts`/`ends` are offsets in the decoded document. */
export interface TokenizedPoem {
  ids: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
}

/** The corpus's distinct tokens. Ids 0 and 1 are `<PAD>` and `<UNK>`. */
export interface Vocabulary {
  tokens: readonly string[];
  counts: Int32Array;
  idOf(token: string): number;
}

/** A file that could not be used, or only in part; reading went on without it. */
export interface FileReport {
  file: string;
  /** One line, ending in what to do. */
  message: string;
}

/** An overlapping window of a poem's tokens. */
export interface Chunk {
  /** Position in `ChunkSet.chunks`. */
  index: number;
  poem: number;
  /** Position among the poem's chunks, and their number. */
  indexInPoem: number;
  chunksInPoem: number;
  /** Tokens shared with the chunk before and after. */
  overlapPrevious: number;
  overlapNext: number;
  /** Token span in the poem, end exclusive. */
  tokenStart: number;
  tokenEnd: number;
  range: SourceRange;
}

export interface ChunkSet {
  window: number;
  chunks: readonly Chunk[];
  /** Token ids, [chunks, window], padded with 0 (`<PAD>`). */
  tokens: Int32Array;
  /** Tokens of each chunk before the padding, [chunks]. */
  lengths: Int32Array;
}

export interface Corpus {
  /** Absolute path of the folder. */
  root: string;
  poems: readonly Poem[];
  tokenized: readonly TokenizedPoem[];
  vocabulary: Vocabulary;
  reports: readonly FileReport[];
  /** SHA-256 over the poems' files, titles and texts, hex. */
  fingerprint: string;
}

export type SplitName = 'train' | 'validation' | 'test';

/** Poem indices; every poem is in exactly one part. */
export type Split = Record<SplitName, readonly number[]>;
