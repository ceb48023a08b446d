import type { HeldOutEvaluation, ReconstructionScore } from './evaluation.ts';
import type { NeighbourMeasure } from './neighbour-measures.ts';
import { percent } from './verdicts.ts';

/** A held-out evaluation as plain text, a line an element: the baselines stand beside the network's figures. */
export function evaluationReport(evaluation: HeldOutEvaluation, bottleneckSize: number): string[] {
  return [
    ...scoreTable(evaluation, bottleneckSize),
    '',
    ...evaluation.verdicts.map(({ message }) => message),
    '',
    ...positionLines(evaluation),
    bottleneckLine(evaluation, bottleneckSize),
    ...neighbourTable(evaluation),
  ];
}

/** Only how much each predictor explains. */
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
      ['', 'variance explained', 'mean squared error', 'cosine'],
      rows.map(([name, score]) => [
        name,
        percent(score.varianceExplained),
        significant(score.mse),
        score.cosine.toFixed(3),
      ]),
    ),
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

function neighbourTable({ neighbours }: HeldOutEvaluation): string[] {
  if (!neighbours) return [];
  const rows: [string, NeighbourMeasure][] = [
    ['the network', neighbours.bottleneck],
    ['PCA of the whole passage', neighbours.pca],
    ['mean word vectors, all dimensions', neighbours.meanPooled],
    ['chance', neighbours.chance],
  ];
  return [
    '',
    `The 5 nearest passages of ${counted(neighbours.queries, 'held-out passage')}:`,
    ...table(
      ['', 'of the same poem', 'next to it among them'],
      rows.map(([name, { samePoemAt5, adjacentIn5 }]) => [name, percent(samePoemAt5), percent(adjacentIn5)]),
    ),
  ];
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
