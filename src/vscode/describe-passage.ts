import path from 'node:path';
import type { PassageSpace } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import type { Explored } from './explorer.ts';
import type { Localizer } from './localizer.ts';

/** A passage in a list: what a person needs to know to go there or not. Texts as poems have them, not made safe. */
export interface PassageDescription {
  title: string;
  author: string;
  /** "lines 12-18" */
  lines: string;
  opening: string;
}

export function describePassage(
  { l10n, explored }: { l10n: Localizer; explored: Pick<Explored, 'table'> },
  row: number,
): PassageDescription {
  const { table } = explored;
  const { title, author } = table.poems[table.poemOf[row]!]!;
  const { start, end } = storedRange(table, row);
  return { title, author, lines: linesText(l10n, start.line, end.line), opening: table.opening(row) };
}

/** `first` and `last` count from 0. */
export function linesText(l10n: Localizer, first: number, last: number): string {
  return first === last ? l10n.t('line {0}', first + 1) : l10n.t('lines {0}-{1}', first + 1, last + 1);
}

/** "Chunk 3 of 9" */
export function chunkText(l10n: Localizer, number: number, of: number): string {
  return l10n.t('chunk {0} of {1}', number, of);
}

/** How near a passage is: "0.83", or "distance 1.24". */
export function valueText(l10n: Localizer, { measure }: Pick<PassageSpace, 'measure'>, value: number): string {
  return measure === 'cosine' ? signed(value) : l10n.t('distance {0}', value.toFixed(2));
}

/** How passages are compared, as a phrase. */
export function comparisonText(
  l10n: Localizer,
  { measure, whitened }: Pick<PassageSpace, 'measure' | 'whitened'>,
): string {
  const by =
    measure === 'cosine'
      ? l10n.t('by the cosine of their bottleneck numbers around the mean of the training passages')
      : l10n.t('by the distance of their bottleneck numbers');
  return whitened ? l10n.t('{0}, all directions brought to the same spread', by) : by;
}

/** Two digits, and never "-0.00". */
export function signed(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** A reference as it travels in a link: the run by its folder's name. */
export function linkedReference({ run }: Pick<Explored, 'run'>, chunk: number): { run: string; chunk: number } {
  return { run: path.basename(run), chunk };
}
