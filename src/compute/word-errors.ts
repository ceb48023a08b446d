import { analysisBatchRows } from '../analysis/encode.ts';
import { batchOfChunks, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { tokenErrors } from '../analysis/token-errors.ts';
import { yieldToEvents } from '../analysis/yield-to-events.ts';
import { structureTokens } from '../corpus/special-tokens.ts';
import type { Network } from '../engine/engine.ts';
import type { WordErrors } from '../protocol/passage-messages.ts';
import { chunksOfDocument } from './read-document.ts';
import type { RunSession } from './run-session.ts';

/** So many chunks of the run, evenly spread, say what error is little and what is much. */
const sampledChunks = 512;

/** How well each word and mark of a document is given back, as it stands. */
export async function wordErrors(
  session: RunSession,
  { text, file }: { text: string; file: string },
  signal?: AbortSignal,
): Promise<WordErrors> {
  const { chunkSettings, vectors } = session.run.config;
  const { corpus, chunkSet, problems } = chunksOfDocument(text, file, chunkSettings);
  const words = await session.words.vectorsOf(corpus.vocabulary, signal);
  const network = await session.networkFor(words, analysisBatchRows);
  const sums = corpus.tokenized.map(({ ids }) => ({
    mse: new Float64Array(ids.length),
    cosine: new Float64Array(ids.length),
    times: new Int32Array(ids.length),
  }));
  try {
    const chunks = { ...chunkSet, vectors: words, dimension: vectors.dimension };
    await forEachToken(network, chunks, [...chunkSet.chunks.keys()], signal, (index, position, mse, cosine) => {
      const { poem, tokenStart } = chunkSet.chunks[index]!;
      const sum = sums[poem]!;
      sum.mse[tokenStart + position]! += mse;
      sum.cosine[tokenStart + position]! += cosine;
      sum.times[tokenStart + position]! += 1;
    });
  } finally {
    network.dispose();
  }
  const found: { start: number; end: number; mse: number; cosine: number }[] = [];
  corpus.tokenized.forEach(({ ids, starts, ends }, poem) => {
    const { mse, cosine, times } = sums[poem]!;
    ids.forEach((id, token) => {
      const count = times[token]!;
      if (count === 0 || isStructure(corpus.vocabulary.tokens[id]!)) return;
      found.push({
        start: starts[token]!,
        end: ends[token]!,
        mse: mse[token]! / count,
        cosine: cosine[token]! / count,
      });
    });
  });
  return {
    starts: Int32Array.from(found, ({ start }) => start),
    ends: Int32Array.from(found, ({ end }) => end),
    mse: Float32Array.from(found, ({ mse }) => mse),
    cosine: Float32Array.from(found, ({ cosine }) => cosine),
    mseDeciles: await session.once('mseDeciles', () => mseDeciles(session)),
    problems,
  };
}

/** Deciles of a word's squared error over a sample of the run's passages: 9 numbers. */
async function mseDeciles(session: RunSession): Promise<number[]> {
  const chunks = await session.embeddedChunks();
  const total = chunks.lengths.length;
  const step = Math.max(1, Math.ceil(total / sampledChunks));
  const sample = Array.from({ length: Math.ceil(total / step) }, (_, i) => i * step);
  const errors: number[] = [];
  await forEachToken(await session.network(), chunks, sample, undefined, (chunk, position, mse) => {
    const id = chunks.tokens[chunk * chunks.window + position]!;
    if (!isStructure(session.vocabulary.tokens[id]!)) errors.push(mse);
  });
  errors.sort((a, b) => a - b);
  return Array.from({ length: 9 }, (_, i) => errors[Math.floor(((i + 1) * errors.length) / 10)] ?? 0);
}

async function forEachToken(
  network: Network,
  chunks: EmbeddedChunks,
  indices: readonly number[],
  signal: AbortSignal | undefined,
  visit: (chunk: number, position: number, mse: number, cosine: number) => void,
): Promise<void> {
  const stride = chunks.window * chunks.dimension;
  for (let from = 0; from < indices.length; from += analysisBatchRows) {
    const asked = indices.slice(from, from + analysisBatchRows);
    const { reconstruction } = await network.reconstruct(batchOfChunks(chunks, asked));
    asked.forEach((chunk, row) => {
      const { mse, cosine } = tokenErrors(chunks, chunk, reconstruction, row * stride);
      mse.forEach((error, position) => visit(chunk, position, error, cosine[position]!));
    });
    await yieldToEvents(signal);
  }
}

const structure = new Set<string>(structureTokens);

function isStructure(token: string): boolean {
  return structure.has(token);
}
