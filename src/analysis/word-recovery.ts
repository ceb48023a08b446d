import type { Network } from '../engine/engine.ts';
import { predictByComponents, type FittedBaselines } from './baselines.ts';
import { bleu } from './bleu.ts';
import { batchOfChunks, type EmbeddedChunks } from './embedded-chunks.ts';
import { analysisBatchRows } from './encode.ts';
import { evenly } from './kinship.ts';
import { createWordScorer, temperatures, type WordScorer } from './word-scores.ts';

/** What becomes of the words when each reconstructed vector is read as the word nearest to it. */
export interface DecodedWords {
  /** Share of the tokens whose own word is the nearest, and is among the 10 nearest (cosine). */
  exact: number;
  inNearest10: number;
  /** Mean over chunks of smoothed BLEU-4 of the nearest words against the chunk. */
  bleu: number;
  /**
   * exp of the mean -log p(word), where a word's probability falls with its distance from the reconstructed vector y,
   * p(v) = exp(-|y - v|^2 / (2 s^2)) / sum; from 1, certain and right, to about the number of words, no idea.
   */
  perplexity: number;
  /** The s^2 of the perplexity: of those tried, the likeliest on other chunks. */
  temperature: number;
  lineBreaks: LineBreaks;
}

/** Decoded line breaks that stand exactly where the chunk has one; null where there are none to share in. */
export interface LineBreaks {
  /** Share of the decoded ones. */
  precision: number | null;
  /** Share of the chunk's own. */
  recall: number | null;
  f1: number | null;
}

export interface WordRecovery {
  /** Held-out chunks looked at, evenly spread over all of them. */
  chunks: number;
  tokens: number;
  /** Words to choose from. */
  words: number;
  /** Where the temperature comes from, and how many chunks of it were looked at. */
  temperatureFrom: { split: 'validation' | 'train'; chunks: number };
  network: DecodedWords;
  pca: DecodedWords;
}

export interface RecoveryInput {
  network: Network;
  chunks: EmbeddedChunks;
  heldOutChunks: Int32Array;
  /** Chunks that were not measured, to choose the temperature by. */
  otherChunks: { split: 'validation' | 'train'; chunks: Int32Array };
  /** The token that ends a line. */
  lineBreak: number;
  baselines: FittedBaselines;
  /** Mean squared error of the mean word vector, the scale of the temperatures. */
  scale: number;
}

const mostChunks = 200;
/** For each vector of a chunk all words are compared, so where there are many words fewer chunks are looked at. */
const mostProducts = 8e9;
const leastChunks = 20;

export async function recoverWords(input: RecoveryInput, signal?: AbortSignal): Promise<WordRecovery> {
  const { chunks, heldOutChunks, otherChunks, baselines, network } = input;
  const perChunk = chunks.window * chunks.vectors.length;
  const atMost = Math.min(mostChunks, Math.max(leastChunks, Math.floor(mostProducts / perChunk)));
  const asked = evenly(heldOutChunks, atMost);
  const others = evenly(otherChunks.chunks, Math.ceil(atMost / 5));
  const scorer = await createWordScorer(chunks.vectors, chunks.dimension);
  const byNetwork = async (indices: Int32Array): Promise<Float32Array> =>
    (await network.reconstruct(batchOfChunks(chunks, indices))).reconstruction;
  const byComponents = (indices: Int32Array): Promise<Float32Array> => predictByComponents(baselines, indices);
  try {
    return {
      chunks: asked.length,
      tokens: asked.reduce((sum, chunk) => sum + chunks.lengths[chunk]!, 0),
      words: scorer.words,
      temperatureFrom: { split: otherChunks.split, chunks: others.length },
      network: await decode(input, scorer, byNetwork, { asked, others }, signal),
      pca: await decode(input, scorer, byComponents, { asked, others }, signal),
    };
  } finally {
    scorer.dispose();
  }
}

type Predict = (indices: Int32Array) => Promise<Float32Array>;

async function decode(
  { chunks, lineBreak, scale }: RecoveryInput,
  scorer: WordScorer,
  predict: Predict,
  { asked, others }: { asked: Int32Array; others: Int32Array },
  signal?: AbortSignal,
): Promise<DecodedWords> {
  const choices = temperatures(scale);
  const losses = new Float64Array(choices.length);
  await forEachChunk(chunks, predict, others, async (vectors, truth) => {
    const { surprise } = await scorer.score(vectors, truth, choices, signal);
    surprise.forEach((value, i) => (losses[i % choices.length]! += value));
  });
  const temperature = choices[losses.indexOf(Math.min(...losses))]!;
  let [tokens, exact, inNearest10, bleus, surprises] = [0, 0, 0, 0, 0];
  const breaks = { decoded: 0, true: 0, both: 0 };
  await forEachChunk(chunks, predict, asked, async (vectors, truth) => {
    const { nearest, rank, surprise } = await scorer.score(vectors, truth, [temperature], signal);
    truth.forEach((token, t) => {
      if (rank[t] === 0) exact += 1;
      if (rank[t]! < 10) inNearest10 += 1;
      surprises += surprise[t]!;
      if (nearest[t] === lineBreak) breaks.decoded += 1;
      if (token === lineBreak) breaks.true += 1;
      if (token === lineBreak && nearest[t] === lineBreak) breaks.both += 1;
    });
    tokens += truth.length;
    bleus += bleu(nearest, truth);
  });
  const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  return {
    exact: exact / Math.max(tokens, 1),
    inNearest10: inNearest10 / Math.max(tokens, 1),
    bleu: bleus / asked.length,
    perplexity: Math.exp(surprises / Math.max(tokens, 1)),
    temperature,
    lineBreaks: {
      precision: share(breaks.both, breaks.decoded),
      recall: share(breaks.both, breaks.true),
      f1: share(2 * breaks.both, breaks.decoded + breaks.true),
    },
  };
}

async function forEachChunk(
  chunks: EmbeddedChunks,
  predict: Predict,
  indices: Int32Array,
  visit: (vectors: Float32Array, truth: Int32Array) => Promise<void>,
): Promise<void> {
  const { window, dimension, tokens, lengths } = chunks;
  for (let from = 0; from < indices.length; from += analysisBatchRows) {
    const batch = indices.subarray(from, from + analysisBatchRows);
    const predicted = await predict(batch);
    for (const [row, chunk] of batch.entries()) {
      const [start, length] = [row * window * dimension, lengths[chunk]!];
      const truth = tokens.subarray(chunk * window, chunk * window + length);
      await visit(predicted.subarray(start, start + length * dimension), truth);
    }
  }
}
