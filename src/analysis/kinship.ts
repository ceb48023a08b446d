import { overlap, type ChunkPlace } from './neighbours.ts';
import type { SimilaritySearch } from './similarity-search.ts';

/** Where chunks come from: all that neighbours are judged by. */
export interface Kin {
  /** A poem's chunks follow one another. */
  places: readonly ChunkPlace[];
  /** Of each chunk; '' where it is not known. */
  authors: readonly string[];
}

/** What the neighbours of each asked chunk have in common with it, [queries]; NaN where there is nothing to find. */
export interface Kinship {
  /** Share of the 5 nearest that are of the same poem; chunks that overlap the asked one are left out. */
  samePoemAt5: Float64Array;
  /** 1 where the chunk before or after is among the 5 nearest, none left out. */
  adjacentIn5: Float64Array;
  /** Share of the 5 nearest chunks of other poems that are by the same author. */
  sameAuthorAt5: Float64Array;
}

/** Held-out chunks to ask about, and what there is to find for each: a row counts in a measure where this is 1. */
export interface KinQueries {
  chunks: Int32Array;
  /** Their poem holds a chunk that does not overlap them. */
  ofPoem: Uint8Array;
  /** Their author is known and has another poem. */
  ofAuthor: Uint8Array;
}

const top = 5;

/** Chunks for which there is something to find, at most so many, evenly spread. */
export function kinQueries(kin: Kin, heldOut: ArrayLike<number>, atMost: number): KinQueries & { answerable: number } {
  const stretches = poemStretches(kin.places);
  const poemsOf = new Map<string, Set<number>>();
  kin.authors.forEach((author, chunk) => {
    const poem = kin.places[chunk]!.poem;
    const poems = poemsOf.get(author);
    if (poems) poems.add(poem);
    else poemsOf.set(author, new Set([poem]));
  });
  const ofPoem = (chunk: number): boolean => {
    const [from, to] = stretches.get(kin.places[chunk]!.poem)!;
    for (let other = from; other < to; other++) if (!overlap(kin.places[other]!, kin.places[chunk]!)) return true;
    return false;
  };
  const ofAuthor = (chunk: number): boolean => kin.authors[chunk]! !== '' && poemsOf.get(kin.authors[chunk]!)!.size > 1;
  const all = Array.from(heldOut).filter((chunk) => ofPoem(chunk) || ofAuthor(chunk));
  const chunks = evenly(Int32Array.from(all), atMost);
  return {
    answerable: all.length,
    chunks,
    ofPoem: Uint8Array.from(chunks, (chunk) => Number(ofPoem(chunk))),
    ofAuthor: Uint8Array.from(chunks, (chunk) => Number(ofAuthor(chunk))),
  };
}

/** At most so many of the indices, evenly spread over them. */
export function evenly(indices: Int32Array, atMost: number): Int32Array {
  if (indices.length <= atMost) return indices;
  return Int32Array.from({ length: atMost }, (_, i) => indices[Math.floor(((i + 0.5) * indices.length) / atMost)]!);
}

/** What a search finds. */
export async function kinshipFound(
  kin: Kin,
  queries: KinQueries,
  search: SimilaritySearch,
  signal?: AbortSignal,
): Promise<Kinship> {
  const { places, authors } = kin;
  const stretches = poemStretches(places);
  const kinship = emptyKinship(queries.chunks.length);
  await search(
    queries.chunks,
    (query, similarities) => {
      const chunk = queries.chunks[query]!;
      const place = places[chunk]!;
      const [from, to] = stretches.get(place.poem)!;
      const others: number[] = [];
      offer(similarities, 0, from, others);
      offer(similarities, to, similarities.length, others);
      if (queries.ofAuthor[query])
        kinship.sameAuthorAt5[query] = others.filter((other) => authors[other] === authors[chunk]).length / top;
      if (!queries.ofPoem[query]) return;
      const apart = [...others];
      const all = [...others];
      for (let other = from; other < to; other++) {
        if (other !== chunk) offer(similarities, other, other + 1, all);
        if (!overlap(places[other]!, place)) offer(similarities, other, other + 1, apart);
      }
      kinship.samePoemAt5[query] = apart.filter((other) => places[other]!.poem === place.poem).length / top;
      kinship.adjacentIn5[query] = Number(all.some((other) => adjacent(places[other]!, place)));
    },
    signal,
  );
  return kinship;
}

/** What drawing neighbours at random finds on average. */
export function kinshipByChance({ places, authors }: Kin, queries: KinQueries): Kinship {
  const stretches = poemStretches(places);
  const chunksOf = new Map<string, number>();
  for (const author of authors) chunksOf.set(author, (chunksOf.get(author) ?? 0) + 1);
  const kinship = emptyKinship(queries.chunks.length);
  queries.chunks.forEach((chunk, query) => {
    const place = places[chunk]!;
    const [from, to] = stretches.get(place.poem)!;
    const poem = Array.from({ length: to - from }, (_, i) => from + i);
    const author = authors[chunk]!;
    // A poem has one author, so all its chunks are left out of that author's.
    if (queries.ofAuthor[query])
      kinship.sameAuthorAt5[query] = (chunksOf.get(author)! - poem.length) / (places.length - poem.length);
    if (!queries.ofPoem[query]) return;
    const overlapping = poem.filter((other) => overlap(places[other]!, place)).length;
    kinship.samePoemAt5[query] = (poem.length - overlapping) / (places.length - overlapping);
    const next = poem.filter((other) => adjacent(places[other]!, place)).length;
    const rest = places.length - 1;
    let missed = 1;
    for (let draw = 0; draw < Math.min(top, rest); draw++) missed *= 1 - next / (rest - draw);
    kinship.adjacentIn5[query] = 1 - missed;
  });
  return kinship;
}

function emptyKinship(queries: number): Kinship {
  const unknown = (): Float64Array => new Float64Array(queries).fill(Number.NaN);
  return { samePoemAt5: unknown(), adjacentIn5: unknown(), sameAuthorAt5: unknown() };
}

function adjacent(a: ChunkPlace, b: ChunkPlace): boolean {
  return a.poem === b.poem && Math.abs(a.indexInPoem - b.indexInPoem) === 1;
}

/** Enters rows `from` to `to` (exclusive) among the 5 nearest, most similar first, ties by row. */
function offer(similarities: Float32Array, from: number, to: number, nearest: number[]): void {
  let least = nearest.length === top ? similarities[nearest[top - 1]!]! : -Infinity;
  for (let row = from; row < to; row++) {
    const value = similarities[row]!;
    if (value < least) continue;
    let place = nearest.length;
    while (place > 0) {
      const before = nearest[place - 1]!;
      if (similarities[before]! > value || (similarities[before] === value && before < row)) break;
      place--;
    }
    if (place === top) continue;
    nearest.splice(place, 0, row);
    if (nearest.length > top) nearest.pop();
    if (nearest.length === top) least = similarities[nearest[top - 1]!]!;
  }
}

/** From where to where (exclusive) each poem's chunks stand. */
function poemStretches(places: readonly ChunkPlace[]): Map<number, [from: number, to: number]> {
  const stretches = new Map<number, [number, number]>();
  places.forEach(({ poem }, chunk) => {
    const stretch = stretches.get(poem);
    if (stretch) stretch[1] = chunk + 1;
    else stretches.set(poem, [chunk, chunk + 1]);
  });
  return stretches;
}
