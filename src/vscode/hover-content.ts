import { isBaseRun } from '../runs/base-run.ts';
import {
  chunkText,
  comparisonText,
  describePassage,
  linkedReference,
  linesText,
  signed,
  valueText,
} from './describe-passage.ts';
import { markdownText } from './markdown-text.ts';
import type { Localizer } from './localizer.ts';
import { nearestTo, type Compared } from './nearest-to.ts';
import type { PassageAt } from './passage-at.ts';

/** What a hover tells of the passage under the mouse. Texts as poems have them: they are made safe here. */
export interface HoverContent {
  /** "chunk 3 of 9, lines 12-18" */
  place: string;
  /** The chunk after it, where both hold the place. */
  also?: string;
  title: string;
  author: string;
  /** The text is not what the run was trained on. */
  edited: boolean;
  /** The base model answers, which was not trained on these poems. */
  byBase: boolean;
  neighbours: readonly HoverNeighbour[];
  /** How they are compared, as a phrase. */
  comparison: string;
  cosine: string;
  medianCosine: string;
  /** What the actions are about; text that no chunk holds has only "More Neighbours…". */
  reference?: object;
}

export interface HoverNeighbour {
  title: string;
  author: string;
  lines: string;
  /** "0.83" */
  value: string;
  opening: string;
  reference: object;
}

/** The only commands that a hover's links may run. */
export const hoverCommands = [
  'poetryExplorer.revealChunkInPoem',
  'poetryExplorer.inspectChunk',
  'poetryExplorer.showChunkOnMap',
  'poetryExplorer.showNearestPassages',
  'poetryExplorer.trainAutoencoder',
  'poetryExplorer.readByBaseModel',
] as const;

/** A passage, as far as a hover tells of it. */
export type HoveredPassage = Compared &
  Pick<PassageAt, 'alsoRow' | 'number' | 'of' | 'title' | 'author' | 'cosine'> & {
    explored: Pick<PassageAt['explored'], 'run' | 'medianCosine' | 'table'> & { config?: { preset: string } };
    range: { start: { line: number }; end: { line: number } };
  };

/** What a hover tells of a passage. */
export function contentOf(l10n: Localizer, passage: HoveredPassage, count: number): HoverContent {
  const { explored, row, alsoRow, range, number, of, title, author, cosine } = passage;
  const place = `${chunkText(l10n, number, of)}, ${linesText(l10n, range.start.line, range.end.line)}`;
  const { space } = explored.table;
  return {
    place,
    ...(alsoRow !== undefined && { also: l10n.t('chunk {0}', number + 1) }),
    title,
    author,
    edited: row === undefined,
    byBase: isBaseRun(explored),
    neighbours: nearestTo(passage, count).map((neighbour) => ({
      ...describePassage({ l10n, explored }, neighbour.row),
      value: valueText(l10n, space, neighbour.value),
      reference: linkedReference(explored, neighbour.row),
    })),
    comparison: comparisonText(l10n, space),
    cosine: signed(cosine),
    medianCosine: signed(explored.medianCosine),
    ...(row !== undefined && { reference: linkedReference(explored, row) }),
  };
}

/** A hover's Markdown. */
export function hoverMarkdown(l10n: Localizer, content: HoverContent): string {
  const { place, also, title, author, edited, neighbours, comparison, cosine, medianCosine, reference } = content;
  const by = author === '' ? '' : ` — ${markdownText(author)}`;
  const lines = [`**${markdownText(title)}**${by}`, also ? l10n.t('{0} (and {1})', place, also) : place];
  lines.push(l10n.t('Reconstruction: cosine {0}, the median of the run is {1}.', cosine, medianCosine));
  if (edited)
    lines.push(
      content.byBase
        ? `*${l10n.t('Edited since the base model read it: answered from the text as it stands.')}*`
        : `*${l10n.t('Edited since the training: answered from the text as it stands.')}*`,
    );
  if (content.byBase)
    lines.push(
      `*${l10n.t('By the base model;')} ${link(l10n.t('train on these poems'), 'trainAutoencoder')} ${l10n.t('for nearer passages.')}*`,
    );
  const listed = neighbours.map((neighbour) => {
    const name = link(markdownText(neighbour.title), 'revealChunkInPoem', neighbour.reference);
    const writer = neighbour.author === '' ? '' : `, ${markdownText(neighbour.author)}`;
    return `1. \`${neighbour.value}\` ${name}${writer}, ${neighbour.lines}  \n${quoted(neighbour.opening)}`;
  });
  const found = listed.length > 0 ? listed.join('\n') : l10n.t('There are no other passages.');
  const actions = [
    ...(reference
      ? [
          link(l10n.t('Inspect Reconstruction'), 'inspectChunk', reference),
          link(l10n.t('Show on Map'), 'showChunkOnMap', reference),
        ]
      : []),
    link(l10n.t('More Neighbours…'), 'showNearestPassages', reference),
  ];
  return [
    lines.join('  \n'),
    actions.join(' · '),
    `${l10n.t('Nearest passages')}:\n\n${found}`,
    l10n.t('Compared {0}.', comparison),
  ].join('\n\n');
}

/** While the base model has not come to an end with the poems. */
export function readingMarkdown(l10n: Localizer): string {
  return l10n.t('The base model is reading these poems: come back in a moment for the passages nearest to this one.');
}

/** The line for a person who has stopped the base model while it read the poems. */
export function stoppedMarkdown(l10n: Localizer): string {
  return `${l10n.t('You stopped the base model while it read these poems.')} ${link(l10n.t('Read them after all'), 'readByBaseModel')} ${l10n.t('to see the passages nearest to this one.')}`;
}

/** The line that offers to train. */
export function offerMarkdown(l10n: Localizer): string {
  return `${link(l10n.t('Train an autoencoder'), 'trainAutoencoder')} ${l10n.t('on these poems to see the passages nearest to this one.')}`;
}

function link(label: string, command: string, argument?: object): string {
  const query = argument ? `?${encodeURIComponent(JSON.stringify([argument]))}` : '';
  return `[${label}](command:poetryExplorer.${command}${query})`;
}

function quoted(opening: string): string {
  return `“${markdownText(opening)}”`;
}
