import { checkChunkSettings, type ChunkSettings } from './chunk-settings.ts';
import { positionAt } from './document-lines.ts';
import { lineStartsOfPoem } from './source-map.ts';
import { structureTokens } from './special-tokens.ts';
import type { Chunk, ChunkSet, Corpus, SourceRange, TokenizedPoem } from './types.ts';

export { defaultChunkSettings, type ChunkSettings } from './chunk-settings.ts';

// The vocabulary's order puts the structure tokens first, after `<PAD>` and `<UNK>`.
const [lineBreak, stanzaBreak] = [2, 3];
const lastStructureId = 1 + structureTokens.length;

/**
 * Cuts each poem into overlapping windows; none spans two poems, and together they hold all tokens of every poem that
 * has at least `minimumTokens`. Throws a UserError for settings out of range.
 */
export function buildChunks(corpus: Corpus, settings: ChunkSettings): ChunkSet {
  checkChunkSettings(settings);
  const chunks: Chunk[] = [];
  corpus.poems.forEach((poem, index) => {
    const tokenized = corpus.tokenized[index]!;
    const spans = cutPoem(tokenized.ids, settings);
    const lineStarts = spans.length > 0 ? lineStartsOfPoem(poem) : new Int32Array();
    spans.forEach(([tokenStart, tokenEnd], indexInPoem) => {
      const previous = spans[indexInPoem - 1];
      const next = spans[indexInPoem + 1];
      chunks.push({
        index: chunks.length,
        poem: index,
        indexInPoem,
        chunksInPoem: spans.length,
        overlapPrevious: previous ? previous[1] - tokenStart : 0,
        overlapNext: next ? tokenEnd - next[0] : 0,
        tokenStart,
        tokenEnd,
        range: rangeOf(tokenized, tokenStart, tokenEnd, lineStarts),
      });
    });
  });
  return { window: settings.window, chunks, ...tokensOf(chunks, corpus, settings.window) };
}

/** Token spans [start, end) of a poem's chunks. */
function cutPoem(ids: Int32Array, settings: ChunkSettings): (readonly [start: number, end: number])[] {
  const { window, overlap, minimumTokens, endAtBreak } = settings;
  if (ids.length < minimumTokens) return [];
  const spans: (readonly [number, number])[] = [];
  for (let start = 0, end = 0; end < ids.length; start = end - overlap) {
    // A remainder too short to be a chunk takes more of the chunk before it.
    start = Math.min(start, ids.length - minimumTokens);
    end = Math.min(start + window, ids.length);
    if (end < ids.length) end = endNearBreak(ids, end, endAtBreak, start + minimumTokens);
    spans.push([start, end]);
  }
  return spans;
}

/** `end` moved back by at most `reach`, so that a stanza break, or else a line break, comes last. */
function endNearBreak(ids: Int32Array, end: number, reach: number, least: number): number {
  const earliest = Math.max(end - reach, least);
  for (const kind of [stanzaBreak, lineBreak])
    for (let moved = end; moved >= earliest && reach > 0; moved--) if (ids[moved - 1] === kind) return moved;
  return end;
}

/** From the first to the last token that stands for something visible in the document. */
function rangeOf({ ids, starts, ends }: TokenizedPoem, from: number, to: number, lineStarts: Int32Array): SourceRange {
  let first = from;
  let last = to - 1;
  while (first < last && ids[first]! <= lastStructureId) first++;
  while (last > first && ids[last]! <= lastStructureId) last--;
  return { start: positionAt(lineStarts, starts[first]!), end: positionAt(lineStarts, ends[last]!) };
}

function tokensOf(chunks: readonly Chunk[], corpus: Corpus, window: number): Pick<ChunkSet, 'tokens' | 'lengths'> {
  const tokens = new Int32Array(chunks.length * window);
  const lengths = new Int32Array(chunks.length);
  for (const { index, poem, tokenStart, tokenEnd } of chunks) {
    tokens.set(corpus.tokenized[poem]!.ids.subarray(tokenStart, tokenEnd), index * window);
    lengths[index] = tokenEnd - tokenStart;
  }
  return { tokens, lengths };
}
