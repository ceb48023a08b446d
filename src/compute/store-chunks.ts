import { lastAtMost } from '../corpus/document-lines.ts';
import { structureTokens } from '../corpus/special-tokens.ts';
import type { ChunkSet, Corpus, Poem, Split, SplitName } from '../corpus/types.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';

/** The chunks as a run keeps them, with their text and place, one at a time. */
export function* storedChunks(corpus: Corpus, chunkSet: ChunkSet, split: Split): Generator<StoredChunk> {
  const splits = splitOfChunks(chunkSet, split);
  for (const chunk of chunkSet.chunks) {
    const { file, title, author } = corpus.poems[chunk.poem]!;
    const start = chunk.index * chunkSet.window;
    yield {
      ...chunk,
      file,
      title,
      author,
      split: splits[chunk.index]!,
      tokens: Array.from(chunkSet.tokens.subarray(start, start + chunkSet.lengths[chunk.index]!)),
      text: passageText(corpus, chunk.poem, chunk.tokenStart, chunk.tokenEnd),
    };
  }
}

/** The part of the split that each chunk is in. */
export function splitOfChunks(chunkSet: ChunkSet, split: Split): SplitName[] {
  const ofPoem = new Map<number, SplitName>();
  for (const part of ['train', 'validation', 'test'] as const) for (const poem of split[part]) ofPoem.set(poem, part);
  return chunkSet.chunks.map(({ poem }) => ofPoem.get(poem)!);
}

/** The poem's own text from the first of these tokens to the last that stands for something visible. */
export function passageText(corpus: Corpus, poem: number, tokenStart: number, tokenEnd: number): string {
  const { ids, starts, ends } = corpus.tokenized[poem]!;
  const { text, sourceMap } = corpus.poems[poem]!;
  const isVisible = (token: number): boolean => !structure.has(corpus.vocabulary.tokens[ids[token]!]!);
  let first = tokenStart;
  let last = tokenEnd - 1;
  while (first < last && !isVisible(first)) first++;
  while (last > first && !isVisible(last)) last--;
  return text.slice(offsetInText(sourceMap, starts[first]!), offsetInText(sourceMap, ends[last]!));
}

const structure = new Set<string>(structureTokens);

/** The offset in a poem's text of an offset in its document. */
function offsetInText(sourceMap: Poem['sourceMap'], offset: number): number {
  const pair = sourceMap[lastAtMost(sourceMap.length, (i) => sourceMap[i]![1], offset)] ?? [0, 0];
  return pair[0] + Math.max(offset - pair[1], 0);
}
