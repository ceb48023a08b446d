import {
  heldOutMeasures,
  type HeldOutEstimate,
  type HeldOutFigures,
  type HeldOutMeasure,
  type HeldOutPredictor,
  type HeldOutSpace,
} from '../../src/protocol/held-out-figures.ts';
import { element } from '../shared/elements.ts';
import { numbersBehind, scrolling } from '../shared/numbers.ts';
import { nameOf, plainName } from './compare-look.ts';
import { anyDiffers, type RunBeside } from './compare-settings.ts';
import { percent } from './figures.ts';
import { measureNames, predictorNames, spaceNames } from './quality/names.ts';
import { rangeText } from './quality/standing.ts';

interface QualityRow {
  name: string;
  /** The run's own, and no baseline. */
  own: boolean;
  /** One of each run; undefined where it is not known. */
  values: (HeldOutEstimate | undefined)[];
}

interface QualityGroup {
  title: string;
  rows: QualityRow[];
  text(value: number): string;
}

const predictors: HeldOutPredictor[] = ['network', 'pca', 'meanPooledPca', 'meanVector'];
const weightedPredictors: HeldOutPredictor[] = ['network', 'weightedPca', 'pca', 'weightedMeanVector'];
const spaces: HeldOutSpace[] = ['bottleneck', 'pca', 'meanPooled', 'tfIdf', 'chance'];

/** How well each run gives held-out poems back, beside its own baselines. */
export function qualityView(all: readonly RunBeside[]): HTMLElement[] {
  const runs = all.filter(({ compared }) => compared.quality);
  if (runs.length === 0) return [element('p', {}, 'None of these runs has been measured on held-out poems.')];
  const groups = qualityGroups(runs.map(({ compared }) => compared.quality!));
  const head = element(
    'tr',
    {},
    element('th', {}, 'On held-out poems'),
    ...runs.map(({ run }) => element('th', {}, nameOf(run))),
  );
  const parts = groups.map((group) => element('tbody', {}, ...groupRows(group, runs.length)));
  const numbers = {
    columns: ['measure', 'of', ...runs.map(({ run }) => plainName(run))],
    rows: groups.flatMap(({ title, rows }) =>
      rows.map(({ name, values }) => [title, name, ...values.map((estimate) => estimate?.value ?? '')]),
    ),
  };
  const table = element('table', { class: 'beside', id: 'quality' }, element('thead', {}, head), ...parts);
  return [
    ...notes(runs).map((note) => element('p', { class: 'note' }, note)),
    scrolling('Quality beside baselines', table, true),
    numbersBehind('Quality of the runs compared', numbers),
  ];
}

function qualityGroups(qualities: readonly HeldOutFigures[]): QualityGroup[] {
  type Score = HeldOutFigures['scores'][number];
  const scores = (among: readonly HeldOutPredictor[], of: (score: Score) => HeldOutEstimate | null): QualityRow[] =>
    among.map((predictor) => ({
      name: predictorNames[predictor],
      own: predictor === 'network',
      values: qualities.map((quality) => {
        const score = quality.scores.find((found) => found.predictor === predictor);
        return (score && of(score)) ?? undefined;
      }),
    }));
  const plain = (value: number): HeldOutEstimate => ({ value, interval: null });
  const kin = (measure: HeldOutMeasure): QualityRow[] =>
    spaces.map((space) => ({
      name: spaceNames[space],
      own: space === 'bottleneck',
      values: qualities.map(
        ({ neighbours }) => neighbours?.spaces.find((found) => found.space === space)?.found[measure] ?? undefined,
      ),
    }));
  const decoded = (['network', 'pca'] as const).map((predictor) => ({
    name: predictorNames[predictor],
    own: predictor === 'network',
    values: qualities.map(({ words }) => (words ? plain(words[predictor].inNearest10) : undefined)),
  }));
  const groups: QualityGroup[] = [
    { title: 'Variance explained', rows: scores(predictors, (score) => score.varianceExplained), text: percent },
    {
      title: 'Variance explained, rare words counting more',
      rows: scores(weightedPredictors, (score) => score.weightedVarianceExplained),
      text: percent,
    },
    {
      title: 'Cosine similarity',
      rows: scores(predictors, ({ cosine }) => plain(cosine)),
      text: (value) => value.toFixed(3),
    },
    {
      title: 'Mean squared error',
      rows: scores(predictors, ({ mse }) => plain(mse)),
      text: (value) => value.toFixed(4),
    },
    ...heldOutMeasures.map((measure) => ({
      title: `Among the five nearest: ${measureNames[measure].heading.toLowerCase()}`,
      rows: kin(measure),
      text: percent,
    })),
    { title: 'Words among the ten nearest decoded', rows: decoded, text: percent },
  ];
  // What none of the runs was measured by, since an earlier version trained them.
  return groups.filter(({ rows }) => rows.some(({ values }) => values.some((value) => value !== undefined)));
}

function groupRows({ title, rows, text }: QualityGroup, columns: number): HTMLElement[] {
  const heading = element('th', { class: 'group' }, title);
  heading.colSpan = columns + 1;
  heading.scope = 'rowgroup';
  const lines = rows.map(({ name, own, values }) => {
    const header = element('th', {}, name);
    header.scope = 'row';
    const cells = values.map((estimate) => {
      const { interval } = estimate ?? {};
      const range = interval ? [' ', element('span', { class: 'quiet' }, rangeText(interval))] : [];
      return element('td', {}, estimate ? text(estimate.value) : '–', ...range);
    });
    return element('tr', { class: own ? 'own' : '' }, header, ...cells);
  });
  return [element('tr', {}, heading), ...lines];
}

/** What keeps figures of different runs from being compared as they stand. */
function notes(runs: readonly RunBeside[]): string[] {
  const found: string[] = [];
  if (anyDiffers(runs, 'corpus.fingerprint', 'split.'))
    found.push('These runs held out different poems: compare each with its own baselines first, then with the others.');
  if (anyDiffers(runs, 'vectors.'))
    found.push('These runs read different word vectors, so their losses and squared errors are on different scales.');
  if (new Set(runs.map(({ compared }) => compared.quality!.split)).size > 1)
    found.push('Some of these runs were measured on test poems and some on validation poems.');
  return found;
}
