import { createHash } from 'node:crypto';
import { endInDocument, startInDocument } from './source-map.ts';
import { scanTokens } from './tokenize.ts';
import type { Corpus, FileReport, Poem, TokenizedPoem, Vocabulary } from './types.ts';
import { vocabularyOfCounts } from './vocabulary.ts';

/** Tokenises poems and gathers their vocabulary. `root` is the folder they came from, `reports` what was left out of it. */
export function buildCorpus(root: string, poems: Omit<Poem, 'index'>[], reports: readonly FileReport[]): Corpus {
  const indexed = poems.map((poem, index) => ({ ...poem, index }));
  const met: MetTokens = { numbers: new Map(), counts: [] };
  const tokenized = indexed.map((poem) => tokenizePoem(poem, met));
  const vocabulary = renumber(tokenized, met);
  return { root, poems: indexed, tokenized, vocabulary, reports, fingerprint: fingerprintOf(indexed) };
}

/** Distinct tokens, numbered in the order they are met, and how often each is met. */
interface MetTokens {
  numbers: Map<string, number>;
  counts: number[];
}

function meet({ numbers, counts }: MetTokens, token: string): number {
  let number = numbers.get(token);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(token, number);
    counts.push(0);
  }
  counts[number]!++;
  return number;
}

/** The poem's tokens as numbers of meeting, placed in its document. */
function tokenizePoem(poem: Poem, met: MetTokens): TokenizedPoem {
  const ids: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const { sourceMap } = poem;
  const [first] = sourceMap;
  const shift = first && sourceMap.length === 1 ? first[1] - first[0] : undefined;
  scanTokens(poem.text, (token, start, end) => {
    ids.push(meet(met, token));
    const placed = shift === undefined ? startInDocument(sourceMap, start) : start + shift;
    starts.push(placed);
    if (start === end) ends.push(placed);
    else ends.push(shift === undefined ? endInDocument(sourceMap, end) : end + shift);
  });
  return { ids: Int32Array.from(ids), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

/** Replaces, in place, the numbers of meeting by the vocabulary's ids. */
function renumber(tokenized: readonly TokenizedPoem[], { numbers, counts }: MetTokens): Vocabulary {
  const tokens = [...numbers.keys()];
  const vocabulary = vocabularyOfCounts(new Map(tokens.map((token, number) => [token, counts[number]!])));
  const newIds = Int32Array.from(tokens, (token) => vocabulary.idOf(token));
  for (const { ids } of tokenized) for (let i = 0; i < ids.length; i++) ids[i] = newIds[ids[i]!]!;
  return vocabulary;
}

function fingerprintOf(poems: readonly Poem[]): string {
  const hash = createHash('sha256');
  for (const { file, title, text } of poems) hash.update(`${JSON.stringify([file, title, text])}\n`);
  return hash.digest('hex');
}
