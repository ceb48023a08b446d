import { batchOfChunks, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { jointPlane } from '../analysis/joint-plane.ts';
import { nearestWords } from '../analysis/nearest-words.ts';
import { tokenErrors, type TokenErrors } from '../analysis/token-errors.ts';
import { yieldToEvents } from '../analysis/yield-to-events.ts';
import { isWord, structureTokens } from '../corpus/special-tokens.ts';
import { tokenize } from '../corpus/tokenize.ts';
import { UserError } from '../corpus/user-error.ts';
import type { BottleneckNumber, Inspection, InspectedToken, PassageParams } from '../protocol/passage-messages.ts';
import { tokensOfText } from './encode-passage.ts';
import type { RunSession } from './run-session.ts';

/** A passage with what the network made of it. */
interface Reconstructed {
  tokens: string[];
  /** As they stand in the text, '' for structure. */
  sources: string[];
  /** [tokens, D] each. */
  original: Float32Array;
  reconstructed: Float32Array;
  errors: TokenErrors;
  /** [Z] */
  bottleneck: Float32Array;
  cut: boolean;
}

const structure = new Set<string>(structureTokens);
/** `<PAD>`, `<UNK>` and the structure tokens have the first ids of every vocabulary. */
const firstWordId = 2 + structureTokens.length;

/** Everything about the reconstruction of one passage. Throws a UserError for a chunk that the run does not have. */
export async function inspectPassage(
  session: RunSession,
  params: PassageParams,
  signal?: AbortSignal,
): Promise<Inspection> {
  const passage = 'chunk' in params ? await ofChunk(session, params.chunk) : await ofText(session, params.text, signal);
  const { dimension } = session.run.config.vectors;
  const { tokens, sources, original, reconstructed, errors } = passage;
  const nearest = await nearestWords(reconstructed, session.vectors, dimension, firstWordId, signal);
  const rowsOf = (vectors: Float32Array): Float32Array[] =>
    tokens.map((_, t) => vectors.subarray(t * dimension, (t + 1) * dimension));
  const plane = jointPlane([...rowsOf(original), ...rowsOf(reconstructed)], dimension);
  const table = await session.table();
  const mean = await session.meanVector();
  return {
    tokens: tokens.map((token, t): InspectedToken => ({
      token,
      source: sources[t]!,
      kind: structure.has(token) ? 'structure' : isWord(token) ? 'word' : 'mark',
      nearest: session.vocabulary.tokens[nearest[t]!.id] ?? '',
      nearestCosine: nearest[t]!.cosine,
      cosine: errors.cosine[t]!,
      mse: errors.mse[t]!,
      original: plane.points[t]!,
      reconstructed: plane.points[tokens.length + t]!,
    })),
    planeVariance: plane.variance,
    bottleneck: await besideOthers(session, passage.bottleneck, signal),
    cosine: meanOf(errors.cosine),
    mse: meanOf(errors.mse),
    medianCosine: median(table.cosine),
    medianMse: median(table.mse),
    meanVectorCosine: meanOf(rowsOf(original).map((vector) => cosineOf(vector, mean))),
    cut: passage.cut,
  };
}

/** A chunk of the run, as it was trained on: padded to the window. */
async function ofChunk(session: RunSession, chunk: number): Promise<Reconstructed> {
  const stored = (await session.chunks())[chunk];
  if (!stored)
    throw new UserError(
      `${session.run.folder} has ${(await session.chunks()).length} chunks, so there is no chunk ${chunk + 1}.`,
    );
  const chunks = await session.embeddedChunks();
  const network = await session.network();
  const { bottleneck, reconstruction } = await network.reconstruct(batchOfChunks(chunks, [chunk]));
  const tokens = stored.tokens.map((id) => session.vocabulary.tokens[id]!);
  return {
    tokens,
    sources: sourcesOf(tokens, stored.text),
    ...vectorsOf(chunks, chunk, reconstruction),
    errors: tokenErrors(chunks, chunk, reconstruction, 0),
    bottleneck,
    cut: false,
  };
}

/** The first window of any text, without padding. */
async function ofText(session: RunSession, text: string, signal?: AbortSignal): Promise<Reconstructed> {
  const { vocabulary, ids, starts, ends } = tokensOfText(text);
  const { chunkSettings, vectors } = session.run.config;
  const words = await session.words.vectorsOf(vocabulary, signal);
  const window = Math.min(ids.length, chunkSettings.window);
  const lengths = Int32Array.of(window);
  const chunks = { window, tokens: ids.slice(0, window), lengths, vectors: words, dimension: vectors.dimension };
  const { bottleneck, reconstruction } = await session.reconstructRow(words, batchOfChunks(chunks, [0]));
  const tokens = Array.from(chunks.tokens, (id) => vocabulary.tokens[id]!);
  return {
    tokens,
    sources: tokens.map((token, t) => (structure.has(token) ? '' : text.slice(starts[t], ends[t]))),
    ...vectorsOf(chunks, 0, reconstruction),
    errors: tokenErrors(chunks, 0, reconstruction, 0),
    bottleneck,
    cut: ids.length > window,
  };
}

function vectorsOf(
  { tokens, window, vectors, dimension, lengths }: EmbeddedChunks,
  chunk: number,
  reconstruction: Float32Array,
): { original: Float32Array; reconstructed: Float32Array } {
  const length = lengths[chunk]!;
  const original = new Float32Array(length * dimension);
  for (let t = 0; t < length; t++) {
    const start = tokens[chunk * window + t]! * dimension;
    original.set(vectors.subarray(start, start + dimension), t * dimension);
  }
  return { original, reconstructed: reconstruction.subarray(0, length * dimension) };
}

/** The words of a passage as its text has them; a text that no longer gives the same tokens is not asked. */
function sourcesOf(tokens: readonly string[], text: string): string[] {
  const visible = tokens.flatMap((token, t) => (structure.has(token) ? [] : [t]));
  const found = tokenize(text).filter((token) => !structure.has(token.text));
  const sources = tokens.map((token) => (structure.has(token) ? '' : token));
  if (found.length !== visible.length || found.some(({ text: token }, i) => token !== tokens[visible[i]!]))
    return sources;
  visible.forEach((t, i) => (sources[t] = text.slice(found[i]!.start, found[i]!.end)));
  return sources;
}

/** Each number of a bottleneck vector beside the same number of all passages. */
async function besideOthers(
  session: RunSession,
  vector: Float32Array,
  signal?: AbortSignal,
): Promise<BottleneckNumber[]> {
  const columns = await session.once('sortedBottleneck', () => sortedColumns(session, signal));
  return Array.from(vector, (value, d) => {
    const column = columns[d]!;
    const mean = meanOf(column);
    const at = (share: number): number => column[Math.round(share * (column.length - 1))] ?? 0;
    const smaller = column.findIndex((other) => other >= value);
    return {
      value,
      mean,
      deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(column.length, 1)),
      quantiles: [at(0), at(0.05), at(0.25), at(0.5), at(0.75), at(0.95), at(1)],
      rank: (smaller < 0 ? column.length : smaller) / Math.max(column.length, 1),
    };
  });
}

async function sortedColumns(session: RunSession, signal?: AbortSignal): Promise<Float32Array[]> {
  const vectors = await session.bottleneck();
  const size = session.run.config.specification.bottleneckSize;
  const columns: Float32Array[] = [];
  for (let d = 0; d < size; d++) {
    columns.push(Float32Array.from({ length: vectors.length / size }, (_, row) => vectors[row * size + d]!).sort());
    await yieldToEvents(signal);
  }
  return columns;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / Math.max(values.length, 1);
}

function median(values: Float32Array): number {
  const sorted = Float32Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function cosineOf(a: Float32Array, b: Float64Array): number {
  let [dot, squaredA, squaredB] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    dot += a[d]! * b[d]!;
    squaredA += a[d]! ** 2;
    squaredB += b[d]! ** 2;
  }
  return dot / Math.max(Math.sqrt(squaredA * squaredB), 1e-8);
}
