import type { MapPassages } from '../../src/protocol/map-messages.ts';
import type { PassageClusters } from '../../src/protocol/projection-messages.ts';
import { isLight, scaleColour, themeColour } from '../shared/theme.ts';

export const colourings = [
  ['author', 'Author'],
  ['poem', 'Poem'],
  ['cluster', 'Cluster'],
  ['position', 'Place in the poem'],
  ['error', 'Reconstruction'],
  ['split', 'Trained on or held out'],
] as const;
export type Colouring = (typeof colourings)[number][0];

/** What a colour stands for. */
export interface LegendEntry {
  /** CSS colour. */
  colour: string;
  name: string;
  /** Those of this colour, where they can be told from the others. */
  rows?: Int32Array;
}

/** A colour for each row, and what the colours stand for. */
export interface Coloured {
  /** CSS colours. */
  palette: string[];
  /** Place in the palette, [rows]. */
  place: Uint8Array;
  /** The most frequent first, or along the scale. */
  legend: LegendEntry[];
}

/** Told apart by people with any kind of colour vision (after Okabe and Ito, and Tol). */
const lightHues = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#b5468f',
  '#8a6d00',
  '#332288',
  '#5a8a00',
  '#c2185b',
  '#44748f',
  '#7a3b00',
  '#7b5ea7',
  '#a01c1c',
];
const darkHues = [
  '#56b4e9',
  '#ff9f50',
  '#3ddba4',
  '#f29bd0',
  '#f0e442',
  '#a79bf0',
  '#b8e06a',
  '#ff7a9c',
  '#a6d5f0',
  '#d9a066',
  '#c9a8ff',
  '#ff6f61',
];
const steps = 64;
/** More entries are not listed one by one. */
const longestLegend = 24;
const largestAuthors = 10;

/** `clusters` are needed for their own colouring only: until they are there, all rows have one colour. */
export function colourRows(passages: MapPassages, colouring: Colouring, clusters?: PassageClusters): Coloured {
  const rows = passages.cosine.length;
  const hues = isLight() ? lightHues : darkHues;
  switch (colouring) {
    case 'author':
      return byAuthor(passages, rows, hues);
    case 'poem':
      return byPoem(passages, rows, hues);
    case 'cluster':
      return byCluster(rows, hues, clusters);
    case 'split': {
      const names = ['Trained on', 'Held out (validation)', 'Held out (test)'];
      return named(passages.split, hues, names);
    }
    case 'position':
      return alongScale(placesInPoem(passages, rows), ['First chunk', 'Middle', 'Last chunk']);
    case 'error':
      return alongScale(ranks(passages.cosine), ['Worst given back', 'Median', 'Best given back']);
  }
}

function named(place: Uint8Array, hues: readonly string[], names: readonly string[]): Coloured {
  const palette = names.map((_, i) => hues[i % hues.length]!);
  const legend = names.map((name, i) => ({ colour: palette[i]!, name, rows: rowsWhere(place, i) }));
  return { palette, place, legend: legend.filter(({ rows }) => rows.length > 0) };
}

function byCluster(rows: number, hues: readonly string[], clusters: PassageClusters | undefined): Coloured {
  if (!clusters) return { palette: [themeColour('descriptionForeground')], place: new Uint8Array(rows), legend: [] };
  return named(clusters.clusterOf, hues, clusterNames(clusters));
}

/** "1: sea, gull, tide" */
export function clusterNames({ words }: PassageClusters): string[] {
  return words.map((list, i) => [String(i + 1), list.slice(0, 3).join(', ')].filter(Boolean).join(': '));
}

/** The authors with most passages have colours of their own; the rest share one. */
function byAuthor({ poems }: MapPassages, rows: number, hues: readonly string[]): Coloured {
  const counts = new Map<string, number>();
  for (const { author, rows: count } of poems) counts.set(author, (counts.get(author) ?? 0) + count);
  const largest = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, counts.size > hues.length ? largestAuthors : hues.length);
  const palette = [...hues.slice(0, largest.length), themeColour('descriptionForeground')];
  const places = new Map(largest.map(([author], i) => [author, i]));
  const place = new Uint8Array(rows);
  forEachPoem(poems, ({ author, rows: count }, first) =>
    place.fill(places.get(author) ?? largest.length, first, first + count),
  );
  const legend = largest.map(([author], i) => ({
    colour: palette[i]!,
    name: author || 'Unknown author',
    rows: rowsWhere(place, i),
  }));
  const others = counts.size - largest.length;
  if (others > 0)
    legend.push({ colour: palette.at(-1)!, name: `${others} other authors`, rows: rowsWhere(place, largest.length) });
  return { palette, place, legend };
}

/** Poems take the colours in turn, so that those beside one another differ. */
function byPoem({ poems }: MapPassages, rows: number, hues: readonly string[]): Coloured {
  const place = new Uint8Array(rows);
  const entries: (LegendEntry & { rows: Int32Array })[] = [];
  forEachPoem(poems, ({ title, rows: count }, first, poem) => {
    const hue = poem % hues.length;
    place.fill(hue, first, first + count);
    const own = Int32Array.from({ length: count }, (_, i) => first + i);
    entries.push({ colour: hues[hue]!, name: title, rows: own });
  });
  const legend: LegendEntry[] = entries.sort((a, b) => b.rows.length - a.rows.length).slice(0, longestLegend);
  const others = entries.length - legend.length;
  if (others > 0)
    legend.push({ colour: themeColour('descriptionForeground'), name: `and ${others} other poems; colours repeat` });
  return { palette: [...hues], place, legend };
}

/** `share` from 0 to 1 for each row; `ends` name 0, the middle and 1. */
function alongScale(share: Float64Array, ends: readonly [string, string, string]): Coloured {
  const palette = Array.from({ length: steps }, (_, i) => scaleColour(i / (steps - 1)));
  const place = Uint8Array.from(share, (value) => Math.round(value * (steps - 1)));
  const legend = ends.map((name, i) => ({ colour: palette[Math.round((i * (steps - 1)) / 2)]!, name }));
  return { palette, place, legend };
}

function placesInPoem({ poems }: MapPassages, rows: number): Float64Array {
  const share = new Float64Array(rows);
  forEachPoem(poems, ({ rows: count }, first) => {
    for (let i = 1; i < count; i++) share[first + i] = i / (count - 1);
  });
  return share;
}

/** By rank, so that a few bad passages do not take all of the scale. */
function ranks(cosine: Float32Array): Float64Array {
  const share = new Float64Array(cosine.length);
  const order = [...cosine.keys()].sort((a, b) => cosine[a]! - cosine[b]!);
  order.forEach((row, rank) => (share[row] = rank / Math.max(cosine.length - 1, 1)));
  return share;
}

function forEachPoem(
  poems: MapPassages['poems'],
  visit: (poem: MapPassages['poems'][number], firstRow: number, index: number) => void,
): void {
  let first = 0;
  poems.forEach((poem, index) => {
    visit(poem, first, index);
    first += poem.rows;
  });
}

function rowsWhere(place: Uint8Array, wanted: number): Int32Array {
  const rows = new Int32Array(place.reduce((sum, one) => sum + (one === wanted ? 1 : 0), 0));
  let at = 0;
  place.forEach((one, row) => {
    if (one === wanted) rows[at++] = row;
  });
  return rows;
}
