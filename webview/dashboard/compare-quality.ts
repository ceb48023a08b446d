import { comparedPredictors, comparedSpaces, type ComparedQuality } from '../../src/protocol/compare-messages.ts';
import { element } from '../shared/elements.ts';
import { numbersBehind, scrolling } from '../shared/numbers.ts';
import { nameOf, plainName } from './compare-look.ts';
import { anyDiffers, type RunBeside } from './compare-settings.ts';

interface QualityRow {
  name: string;
  /** The run's own, and no baseline. */
  own: boolean;
  /** One of each run; undefined where it is not known. */
  values: (number | undefined)[];
}

interface QualityGroup {
  title: string;
  rows: QualityRow[];
  text(value: number): string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const predictors = {
  network: 'This network',
  pca: 'PCA of the same width',
  meanPooledPca: 'PCA of the mean word vector',
  meanVector: 'Always the mean word',
};
const spaces = {
  bottleneck: 'The bottleneck',
  pca: 'PCA of the same width',
  meanPooled: 'Mean word vectors, all dimensions',
  chance: 'Chance',
};

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
      rows.map(({ name, values }) => [title, name, ...values.map((value) => value ?? '')]),
    ),
  };
  const table = element('table', { class: 'beside', id: 'quality' }, element('thead', {}, head), ...parts);
  return [
    ...notes(runs).map((note) => element('p', { class: 'note' }, note)),
    scrolling('Quality beside baselines', table),
    numbersBehind('Quality of the runs compared', numbers),
  ];
}

function qualityGroups(qualities: readonly ComparedQuality[]): QualityGroup[] {
  const scores = (field: 'varianceExplained' | 'cosine' | 'mse'): QualityRow[] =>
    comparedPredictors.map((predictor) => ({
      name: predictors[predictor],
      own: predictor === 'network',
      values: qualities.map((quality) => quality.scores.find((score) => score.predictor === predictor)?.[field]),
    }));
  const kin = comparedSpaces.map((space) => ({
    name: spaces[space],
    own: space === 'bottleneck',
    values: qualities.map(({ samePoemAt5 }) => samePoemAt5.find((found) => found.space === space)?.share),
  }));
  return [
    { title: 'Variance explained', rows: scores('varianceExplained'), text: percent },
    { title: 'Cosine similarity', rows: scores('cosine'), text: (value) => value.toFixed(3) },
    { title: 'Mean squared error', rows: scores('mse'), text: (value) => value.toFixed(4) },
    { title: 'Of the five nearest passages, of the same poem', rows: kin, text: percent },
  ];
}

function groupRows({ title, rows, text }: QualityGroup, columns: number): HTMLElement[] {
  const heading = element('th', { class: 'group' }, title);
  heading.colSpan = columns + 1;
  heading.scope = 'rowgroup';
  const lines = rows.map(({ name, own, values }) => {
    const header = element('th', {}, name);
    header.scope = 'row';
    const cells = values.map((value) => element('td', {}, value === undefined ? '–' : text(value)));
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
