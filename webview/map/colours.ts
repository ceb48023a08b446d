import type { MapPassages } from '../../src/protocol/map-messages.ts';
import { isLight, scaleColour, themeColour } from '../shared/theme.ts';

export const colourings = [
  ['author', 'Author'],
  ['position', 'Place in the poem'],
  ['error', 'Reconstruction'],
  ['split', 'Trained on or held out'],
] as const;
export type Colouring = (typeof colourings)[number][0];

/** A colour for each row, and what the colours stand for. */
export interface Coloured {
  /** CSS colours. */
  palette: string[];
  /** Place in the palette, [rows]. */
  place: Uint8Array;
  /** Colour and name, the most frequent first. */
  legend: [string, string][];
}

/** Told apart by people with any kind of colour vision (after Okabe and Ito, and Tol). */
const lightHues = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#b5468f',
  '#8a6d00',
  '#332288',
  '#117733',
  '#aa4499',
  '#44748f',
  '#7a3b00',
];
const darkHues = [
  '#56b4e9',
  '#ff9f50',
  '#3ddba4',
  '#f29bd0',
  '#f0e442',
  '#a79bf0',
  '#8fd694',
  '#e58ae0',
  '#a6d5f0',
  '#d9a066',
];
const steps = 64;

export function colourRows(passages: MapPassages, colouring: Colouring): Coloured {
  const rows = passages.cosine.length;
  const hues = isLight() ? lightHues : darkHues;
  if (colouring === 'author') return byAuthor(passages, rows, hues);
  if (colouring === 'split') {
    const names = ['Trained on', 'Held out (validation)', 'Held out (test)'];
    const palette = hues.slice(0, 3);
    return { palette, place: passages.split, legend: names.map((name, i) => [palette[i]!, name]) };
  }
  const palette = Array.from({ length: steps }, (_, i) => scaleColour(i / (steps - 1)));
  const place = new Uint8Array(rows);
  if (colouring === 'position') {
    let row = 0;
    for (const poem of passages.poems)
      for (let i = 0; i < poem.rows; i++)
        place[row++] = poem.rows > 1 ? Math.round((i / (poem.rows - 1)) * (steps - 1)) : 0;
    return {
      palette,
      place,
      legend: [
        [palette[0]!, 'First chunk'],
        [palette[steps >> 1]!, 'Middle'],
        [palette.at(-1)!, 'Last chunk'],
      ],
    };
  }
  // By rank, so that a few bad passages do not take all of the scale.
  const order = [...passages.cosine.keys()].sort((a, b) => passages.cosine[a]! - passages.cosine[b]!);
  order.forEach((row, rank) => (place[row] = Math.round((rank / Math.max(rows - 1, 1)) * (steps - 1))));
  return {
    palette,
    place,
    legend: [
      [palette[0]!, 'Worst given back'],
      [palette[steps >> 1]!, 'Median'],
      [palette.at(-1)!, 'Best given back'],
    ],
  };
}

/** The ten authors with most passages have colours of their own; the rest share one. */
function byAuthor({ poems }: MapPassages, rows: number, hues: readonly string[]): Coloured {
  const counts = new Map<string, number>();
  for (const { author, rows: count } of poems) counts.set(author, (counts.get(author) ?? 0) + count);
  const largest = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, hues.length);
  const palette = [...hues.slice(0, largest.length), themeColour('descriptionForeground')];
  const places = new Map(largest.map(([author], i) => [author, i]));
  const place = new Uint8Array(rows);
  let row = 0;
  for (const { author, rows: count } of poems) {
    place.fill(places.get(author) ?? largest.length, row, row + count);
    row += count;
  }
  const legend = largest.map(([author], i): [string, string] => [palette[i]!, author || 'Unknown author']);
  if (counts.size > largest.length) legend.push([palette.at(-1)!, `${counts.size - largest.length} other authors`]);
  return { palette, place, legend };
}
