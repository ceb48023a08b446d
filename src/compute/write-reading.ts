import path from 'node:path';
import type { ChunkErrors } from '../analysis/encode.ts';
import { defaultComparison } from '../analysis/passage-space.ts';
import { passagesFile, passageTensors } from '../passages/stored-passages.ts';
import type { RunWriter } from '../runs/write-run.ts';
import { makePassages } from './make-passages.ts';
import type { PreparedCorpus } from './prepare-corpus.ts';
import { lineHashesOfPoems } from './prepare-passages.ts';
import { storedChunks } from './store-chunks.ts';

/** Writes a run's chunks and words, and what its network makes of them: bottleneck vectors, [chunks, Z], and errors. */
export async function writeReading(
  writer: RunWriter,
  { corpus, chunkSet, split }: PreparedCorpus,
  { bottleneck, ...errors }: ChunkErrors & { bottleneck: Float32Array },
): Promise<void> {
  const size = writer.config.specification.bottleneckSize;
  await writer.writeBottleneck(bottleneck, size);
  await writer.writeVocabulary(corpus.vocabulary);
  const chunks = [...storedChunks(corpus, chunkSet, split)];
  await writer.writeChunks(chunks);
  const place = { run: path.resolve(writer.folder), root: corpus.root, lineHashes: lineHashesOfPoems(corpus.poems) };
  const passages = makePassages({ chunks, bottleneck, size, errors, ...place }, defaultComparison);
  await writer.writeTensors(passagesFile, passageTensors(passages));
}
