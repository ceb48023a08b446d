import { buildNeighbourIndex, nearestRows, overlap, type NeighbourIndex } from '../analysis/neighbours.ts';
import { yieldToEvents } from '../analysis/yield-to-events.ts';
import { buildCorpus } from '../corpus/corpus-from-poems.ts';
import { isWord } from '../corpus/special-tokens.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Run } from '../runs/read-run.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';
import { chunksOfPart } from './held-out-part.ts';
import { networkOfRun, openCompleteRun } from './restore-run.ts';
import { vectorsOfText } from './run-vectors.ts';

/** A passage of a run, with where it stands. */
export interface NeighbourPassage {
  poem: string;
  author: string;
  /** Path below the corpus folder, with forward slashes. */
  file: string;
  /** 1-based, both inclusive. */
  startLine: number;
  endLine: number;
  /** Cosine of the bottleneck vectors around the mean of the training passages, -1 to 1. */
  similarity: number;
  text: string;
}

/**
 * The passages of a run nearest to a text, most similar first; of passages that overlap only the nearest. The text need
 * not be of the corpus: words the run has never seen get their vectors from the same source as those it has. A text of
 * more than one window is read window by window and stands where the mean of their bottleneck vectors stands. A window is
 * read without padding: a line padded to a full window would chiefly resemble other short passages.
 */
export async function findNeighbours(
  runFolder: string,
  text: string,
  options: { count: number; signal?: AbortSignal },
): Promise<NeighbourPassage[]> {
  const run = await openCompleteRun(runFolder);
  const chunks = await run.chunks();
  const index = await indexOfRun(run, chunks);
  const query = await encodeText(run, text, options.signal);
  return nearestPassages(index, chunks, query, options.count);
}

/** The passages nearest to a chunk of the run; those that overlap it are left out. */
export async function findNeighboursOfChunk(
  runFolder: string,
  chunk: number,
  options: { count: number },
): Promise<NeighbourPassage[]> {
  const run = await openCompleteRun(runFolder);
  const chunks = await run.chunks();
  const index = await indexOfRun(run, chunks);
  const { vectors, size } = await run.bottleneck();
  const asked = chunks[chunk];
  if (!asked) throw new RangeError(`The run has ${chunks.length} chunks; there is no chunk ${chunk}.`);
  return nearestPassages(index, chunks, vectors.subarray(chunk * size, (chunk + 1) * size), options.count, asked);
}

async function indexOfRun(run: Run, chunks: readonly StoredChunk[]): Promise<NeighbourIndex> {
  const { vectors, size } = await run.bottleneck();
  const trainChunks = chunksOfPart(
    chunks.map(({ split }) => split),
    'train',
  );
  return buildNeighbourIndex(vectors, size, trainChunks);
}

function nearestPassages(
  index: NeighbourIndex,
  chunks: readonly StoredChunk[],
  query: ArrayLike<number>,
  count: number,
  asked?: StoredChunk,
): NeighbourPassage[] {
  const found = nearestRows(index, query, count, {
    skip: (row) => asked !== undefined && overlap(chunks[row]!, asked),
    conflicts: (row, taken) => overlap(chunks[row]!, chunks[taken]!),
  });
  return found.map(({ row, similarity }) => {
    const { title, author, file, range, text } = chunks[row]!;
    return {
      poem: title,
      author,
      file,
      startLine: range.start.line + 1,
      endLine: range.end.line + 1,
      similarity,
      text,
    };
  });
}

/** Mean bottleneck vector over the windows of a text, [Z]. Throws a UserError when it has no word. */
async function encodeText(run: Run, text: string, signal?: AbortSignal): Promise<Float32Array> {
  const { vocabulary, tokenized } = buildCorpus(
    '',
    [{ file: '', title: '', author: '', text, sourceMap: [[0, 0]] }],
    [],
  );
  // The text is a passage, not a poem: without the marks of a poem's start and end.
  const ids = tokenized[0]!.ids.slice(1, -1);
  if (!ids.some((id) => isWord(vocabulary.tokens[id]!)))
    throw new UserError(`The text "${text}" holds no word to look for. Give a line of words.`);
  const vectors = await vectorsOfText(run, vocabulary, signal);
  const network = await networkOfRun(run, vectors);
  try {
    const mean = new Float32Array(run.config.specification.bottleneckSize);
    const windows = windowsOf(ids, run.config.chunkSettings);
    for (const tokens of windows) {
      const steps = tokens.length;
      const { bottleneck } = await network.evaluate({ tokens, lengths: Int32Array.of(steps), rows: 1, steps });
      bottleneck.forEach((x, z) => (mean[z]! += x / windows.length));
      await yieldToEvents(signal);
    }
    return mean;
  } finally {
    network.dispose();
  }
}

/** Windows of a text, cut as the run's chunks are; the last one is as long as what is left. */
function windowsOf(ids: Int32Array, { window, overlap: shared }: { window: number; overlap: number }): Int32Array[] {
  const windows = [ids.slice(0, window)];
  for (let start = window - shared; start + shared < ids.length; start += window - shared)
    windows.push(ids.slice(start, start + window));
  return windows;
}
