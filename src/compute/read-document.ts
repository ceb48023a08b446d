import { buildChunks, type ChunkSettings } from '../corpus/chunks.ts';
import { buildCorpus } from '../corpus/corpus-from-poems.ts';
import { readDocument } from '../corpus/read-corpus.ts';
import type { ChunkSet, Corpus } from '../corpus/types.ts';
import type { DocumentAsItStands } from '../protocol/passage-messages.ts';
import { passageText } from './store-chunks.ts';

/** The poems of a document as it stands, cut into chunks as a run's were. */
export interface DocumentChunks {
  corpus: Corpus;
  chunkSet: ChunkSet;
  problems: string[];
}

/** `file` is the document's path below the corpus folder. Never throws: what is wrong with the document is a problem. */
export function chunksOfDocument(text: string, file: string, settings: ChunkSettings): DocumentChunks {
  const read = readDocument(text, file);
  const { poems, reports } = read ?? {
    poems: [],
    reports: [{ file, message: 'is not of a kind that poems are read from.' }],
  };
  const corpus = buildCorpus('', poems, reports);
  return {
    corpus,
    chunkSet: buildChunks(corpus, settings),
    problems: reports.map((report) => `${report.file} ${report.message}`),
  };
}

/** The same, as it is told to the editor. */
export function documentAsItStands({ corpus, chunkSet, problems }: DocumentChunks): DocumentAsItStands {
  const poems = corpus.poems.map(({ title, author }) => ({
    title,
    author,
    chunks: [] as DocumentAsItStands['poems'][number]['chunks'],
  }));
  for (const { poem, range, tokenStart, tokenEnd } of chunkSet.chunks)
    poems[poem]!.chunks.push({ range, text: passageText(corpus, poem, tokenStart, tokenEnd) });
  return { poems, problems };
}
