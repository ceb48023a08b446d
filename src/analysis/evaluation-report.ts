import type { Estimate, Interval } from './bootstrap.ts';
import type { HeldOutEvaluation, ReconstructionScore } from './evaluation.ts';
import { kinshipMeasures, neighbourSpaces, type NeighbourSpace } from './neighbour-measures.ts';
import { percent } from './verdicts.ts';
import type { DecodedWords } from './word-recovery.ts';

/** A held-out evaluation as plain text, a line an element: the baselines stand beside the network's figures. */
export function evaluationReport(evaluation: HeldOutEvaluation, bottleneckSize: number): string[] {
  return [
    ...scoreTable(evaluation, bottleneckSize),
    '',
    ...weightedTable(evaluation, bottleneckSize),
    '',
    ...intervalNote(evaluation),
    ...evaluation.verdicts.map(({ message }) => message),
    '',
    ...positionLines(evaluation),
    bottleneckLine(evaluation, bottleneckSize),
    ...neighbourTable(evaluation),
    '',
    ...wordTable(evaluation),
  ];
}

/** Only how much each predictor explains, every word counting alike. */
export function scoreTable(evaluation: HeldOutEvaluation, bottleneckSize: number): string[] {
  const { heldOut, baselines, split } = evaluation;
  const rows: [string, ReconstructionScore][] = [
    [`the network (${bottleneckSize} numbers)`, heldOut],
    [`PCA of the whole passage (${baselines.pca.components} numbers)`, baselines.pca],
    [`PCA of its mean vector (${baselines.meanPooledPca.components} numbers)`, baselines.meanPooledPca],
    ['the average word, always', baselines.meanVector],
  ];
  const poems = `${counted(evaluation.poems, 'held-out poem')} (${counted(evaluation.chunks, 'passage')})`;
  const note = split === 'validation' ? ', the ones that also chose the best epoch, since no other poem was left' : '';
  return [
    `How well ${poems} ${evaluation.poems === 1 ? 'is' : 'are'} given back${note}:`,
    ...table(
      ['', 'variance explained', '95% interval', 'squared error', 'cosine'],
      rows.map(([name, score]) => [
        name,
        percent(score.varianceExplained),
        range(score.intervals.varianceExplained),
        significant(score.mse),
        score.cosine.toFixed(3),
      ]),
    ),
  ];
}

function weightedTable({ heldOut, baselines }: HeldOutEvaluation, bottleneckSize: number): string[] {
  const rows: [string, ReconstructionScore][] = [
    [`the network (${bottleneckSize} numbers)`, heldOut],
    [`the best linear method for it (${baselines.weightedPca.components} numbers)`, baselines.weightedPca],
    [`PCA of the whole passage (${baselines.pca.components} numbers)`, baselines.pca],
    [`PCA of its mean vector (${baselines.meanPooledPca.components} numbers)`, baselines.meanPooledPca],
    ['the average word, always', baselines.meanVector],
    ['the average word so weighed, always', baselines.weightedMeanVector],
  ];
  return [
    'The same where rare words count more than frequent ones (smooth inverse frequency):',
    ...table(
      ['', 'variance explained', '95% interval'],
      rows.map(([name, score]) => [
        name,
        percent(score.weightedVarianceExplained),
        range(score.intervals.weightedVarianceExplained),
      ]),
    ),
  ];
}

/** How far the network is above the linear methods, and what the intervals are. */
function intervalNote({ aboveLinear, poems }: HeldOutEvaluation): string[] {
  const { varianceExplained, weightedVarianceExplained } = aboveLinear;
  return [
    `The network less the stronger linear method, in points: ${points(varianceExplained)}; ` +
      `with rare words counting more ${points(weightedVarianceExplained)}.`,
    poems > 1
      ? 'Intervals: what 95% of 1,000 draws of as many held-out poems give.'
      : 'A single held-out poem does not tell how much poems differ, so there are no intervals.',
    '',
  ];
}

function positionLines({ heldOut }: HeldOutEvaluation): string[] {
  const stretches = [
    ['words 1-10', heldOut.early],
    ['21-30', heldOut.middle],
    ['41-50', heldOut.late],
  ] as const;
  const told = stretches.flatMap(([name, mse]) => (mse === null ? [] : [`${name} ${significant(mse)}`]));
  return told.length > 0 ? [`Mean squared error along the passage: ${told.join(', ')}.`] : [];
}

function bottleneckLine({ bottleneck }: HeldOutEvaluation, size: number): string {
  const { mean, deviation, magnitude, directions } = bottleneck;
  const spread = deviation === null ? '' : `, deviation ${deviation.toFixed(3)}`;
  const used = directions === null ? '' : `; it spreads over ${directions.toFixed(1)} of its ${size} directions`;
  return `Bottleneck: mean ${mean.toFixed(3)}${spread}, magnitude ${magnitude.toFixed(3)}${used}.`;
}

const spaceNames: Record<NeighbourSpace, string> = {
  bottleneck: 'the network',
  pca: 'PCA of the whole passage',
  meanPooledPca: 'PCA of its mean vector',
  meanPooled: 'mean word vectors, full width',
  weightedMeanPooled: 'the same, weighed by rarity',
  tfIdf: 'shared words (TF-IDF)',
  random: 'random vectors',
  chance: 'chance',
};

function neighbourTable({ neighbours }: HeldOutEvaluation): string[] {
  if (!neighbours) return [];
  const { queries, authorQueries, asked, answerable, above } = neighbours;
  const byAuthor = authorQueries > 0;
  const measures = kinshipMeasures.filter((measure) => byAuthor || measure !== 'sameAuthorAt5');
  const heads = { samePoemAt5: 'of the same poem', adjacentIn5: 'next to it among them', sameAuthorAt5: 'same author' };
  const sampled =
    asked < answerable ? `, evenly taken from the ${answerable.toLocaleString('en')} that have some to find` : '';
  return [
    '',
    `The 5 nearest passages of ${counted(queries, 'held-out passage')}${sampled}:`,
    ...table(
      ['', ...measures.map((measure) => heads[measure])],
      neighbourSpaces.map((space) => [
        spaceNames[space],
        ...measures.map((measure) => {
          const share = neighbours[space][measure];
          const interval = neighbours[space].intervals[measure];
          return share === null ? '–' : `${percent(share)}${interval ? ` (${range(interval)})` : ''}`;
        }),
      ]),
    ),
    `The network less mean word vectors, in points: ${measures
      .flatMap((measure) =>
        above.meanPooled[measure] ? [`${heads[measure]} ${points(above.meanPooled[measure])}`] : [],
      )
      .join(', ')}.`,
    byAuthor
      ? `By the same author: of the nearest in other poems, for ${counted(authorQueries, 'passage')} whose author has some.`
      : 'No held-out poem has a known author with other poems, so nothing tells whether authors are found.',
  ];
}

function wordTable({ words, chunks }: HeldOutEvaluation): string[] {
  const share = (value: number | null): string => (value === null ? '–' : percent(value));
  const row = (name: string, decoded: DecodedWords): string[] => [
    name,
    percent(decoded.exact),
    percent(decoded.inNearest10),
    percent(decoded.bleu),
    Math.round(decoded.perplexity).toLocaleString('en'),
    share(decoded.lineBreaks.precision),
    share(decoded.lineBreaks.recall),
    share(decoded.lineBreaks.f1),
  ];
  const looked =
    words.chunks < chunks
      ? `${counted(words.chunks, 'passage')} of the ${chunks.toLocaleString('en')}`
      : `all ${counted(chunks, 'passage')}`;
  return [
    `Read as the nearest of ${words.words.toLocaleString('en')} words, in ${looked}:`,
    ...table(
      ['', 'exact', 'in nearest 10', 'BLEU-4', 'perplexity', 'line breaks: right', 'found', 'F1'],
      [row('the network', words.network), row('PCA of the whole passage', words.pca)],
    ),
  ];
}

function range(interval: Interval | null): string {
  return interval ? `${tenths(interval.low)} to ${tenths(interval.high)}` : '–';
}

/** A difference of shares, in percentage points, with its interval. */
function points({ value, interval }: Estimate): string {
  const sign = (share: number): string => `${share > 0 ? '+' : ''}${tenths(share)}`;
  return `${sign(value)}${interval ? ` (${sign(interval.low)} to ${sign(interval.high)})` : ''}`;
}

function tenths(share: number): string {
  return (share * 100).toFixed(1).replace(/^-0\.0$/, '0.0');
}

/** Columns aligned: the first to the left, figures to the right. */
export function table(head: string[], rows: string[][]): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? `  ${cell.padEnd(widths[0]!)}` : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** `1 poem`, `1,321 poems`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

/** A loss with four significant digits. */
export function significant(value: number): string {
  return value.toPrecision(4);
}
