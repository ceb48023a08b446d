import type { HeldOutFigures, HeldOutScore } from '../../../src/protocol/held-out-figures.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersBehind, type Numbers, tableInSight } from '../../shared/numbers.ts';
import { percent } from '../figures.ts';
import { intervalChart, type IntervalRow } from './interval-chart.ts';
import { predictorNames } from './names.ts';
import { differenceText } from './standing.ts';

type Share = 'varianceExplained' | 'weightedVarianceExplained';

/** How much of the words each method explains, every word counting alike and with rare words counting more. */
export function givenBack(figures: HeldOutFigures): HTMLElement {
  const weighted = rowsOf(figures, 'weightedVarianceExplained');
  const charts = [
    chartOf('Every word counts alike', rowsOf(figures, 'varianceExplained')),
    ...(weighted.length > 0 ? [chartOf('Rare words count more', weighted)] : []),
  ];
  const meanWord = figures.scores.find(({ predictor }) => predictor === 'meanVector');
  return section(
    'How much it gives back',
    element(
      'p',
      {},
      'Variance explained says how much of the difference between words a guess accounts for: 0% is no better than always guessing the mean word, 100% would be every word given back, and below 0% is worse than the mean word. Higher is better.',
    ),
    element('div', { class: 'interval-charts' }, ...charts),
    ...aboveLinearWords(figures),
    ...explained(weighted.length > 0),
    tableInSight('Beside simpler methods', scoreNumbers(figures.scores, shownScore)),
    numbersBehind('Beside simpler methods', scoreNumbers(figures.scores, exactScore)),
    element(
      'p',
      { class: 'quiet' },
      'Cosine is how much a guessed vector points the way of the true one: higher is better. ',
      meanWord
        ? `Read the variance first: word vectors point much the same way, so that the mean word alone already reaches a cosine of ${meanWord.cosine.toFixed(3)} here. `
        : '',
      'Squared error is what training lowers: lower is better.',
    ),
  );
}

/** The paired differences, which tell more than two intervals side by side. */
function aboveLinearWords({ aboveLinear }: HeldOutFigures): HTMLElement[] {
  const { varianceExplained, weightedVarianceExplained } = aboveLinear;
  if (!varianceExplained) return [];
  const weighted = weightedVarianceExplained
    ? `; with rare words counting more ${differenceText(weightedVarianceExplained)}`
    : '';
  const text = `This network less the strongest linear method of its width, on the same poems: ${differenceText(varianceExplained)}${weighted}.`;
  return [element('p', {}, text)];
}

function explained(weighted: boolean): HTMLElement[] {
  const texts = [
    'PCA of the same width is the linear summary of the whole passage that keeps most. PCA of the mean word vector knows only which words a passage holds, not their order.',
    ...(weighted
      ? [
          'Commas and words such as “the” make up much of a passage. Where rare words count more (smooth inverse frequency), the words that carry its meaning weigh most.',
        ]
      : []),
  ];
  return texts.map((text) => element('p', { class: 'quiet' }, text));
}

function chartOf(heading: string, rows: readonly IntervalRow[]): HTMLElement {
  const label = `Variance explained on held-out poems: ${heading.toLowerCase()}`;
  return element('div', {}, element('h3', {}, heading), intervalChart(label, rows));
}

/** Always the mean word is the nought of its own measure, so that it needs no bar. */
const noughts: Record<Share, HeldOutScore['predictor']> = {
  varianceExplained: 'meanVector',
  weightedVarianceExplained: 'weightedMeanVector',
};

function rowsOf({ scores }: HeldOutFigures, share: Share): IntervalRow[] {
  return scores.flatMap((score) => {
    const estimate = score[share];
    if (!estimate || score.predictor === noughts[share]) return [];
    // Made for the other measure.
    if (share === 'varianceExplained' && score.predictor.startsWith('weighted')) return [];
    return [{ name: predictorNames[score.predictor], own: score.predictor === 'network', estimate }];
  });
}

function scoreNumbers(scores: readonly HeldOutScore[], cells: (score: HeldOutScore) => (string | number)[]): Numbers {
  return {
    columns: ['guessed by', 'variance explained', 'rare words counting more', 'cosine', 'squared error'],
    rows: scores.map((score) => [predictorNames[score.predictor], ...cells(score)]),
  };
}

function shownScore({ varianceExplained, weightedVarianceExplained, cosine, mse }: HeldOutScore): string[] {
  const weighted = weightedVarianceExplained ? percent(weightedVarianceExplained.value) : '–';
  return [percent(varianceExplained.value), weighted, cosine.toFixed(3), mse.toFixed(4)];
}

function exactScore({ varianceExplained, weightedVarianceExplained, cosine, mse }: HeldOutScore): (string | number)[] {
  return [varianceExplained.value, weightedVarianceExplained?.value ?? '', cosine, mse];
}
