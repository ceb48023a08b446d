import {
  heldOutMeasures,
  type HeldOutMeasure,
  type HeldOutNeighbours,
} from '../../../src/protocol/held-out-figures.ts';
import { element, section } from '../../shared/elements.ts';
import { counted, percent } from '../figures.ts';
import { intervalChart, type IntervalRow } from './interval-chart.ts';
import { measureNames, spaceNames } from './names.ts';

/** Whether the nearest passages are kin, sought in each way. */
export function kin(neighbours: HeldOutNeighbours): HTMLElement {
  const { queries } = neighbours;
  const asked = queries === null ? '' : ` Asked about ${counted(queries, 'held-out passage')}.`;
  const charts = heldOutMeasures.flatMap((measure) => {
    const rows = rowsOf(neighbours, measure);
    return rows.length > 0 ? [chartOf(measure, rows, neighbours)] : [];
  });
  return section(
    'Are neighbours kin?',
    element(
      'p',
      {},
      `What a hover shows are the nearest passages; here those of held-out passages are sought among all passages, by this network and in other ways.${asked} Higher is better.`,
    ),
    element('div', { class: 'interval-charts in-words' }, ...charts),
    element(
      'p',
      { class: 'quiet' },
      'Mean word vectors keep every dimension, where the network has only its bottleneck’s numbers. TF-IDF looks for the very words that two passages share, the rarer the better; it knows nothing of meaning.',
    ),
  );
}

function chartOf(measure: HeldOutMeasure, rows: readonly IntervalRow[], neighbours: HeldOutNeighbours): HTMLElement {
  const { heading, meaning } = measureNames[measure];
  const chance = neighbours.spaces.find(({ space }) => space === 'chance')?.found[measure];
  const authors =
    measure === 'sameAuthorAt5' && neighbours.authorQueries !== null
      ? ` Asked about ${counted(neighbours.authorQueries, 'passage')} whose author has another poem.`
      : '';
  return element(
    'div',
    {},
    element('h3', {}, heading),
    element('p', { class: 'quiet' }, `${meaning}${authors}${chance ? ` Chance gives ${percent(chance.value)}.` : ''}`),
    intervalChart(`${heading} among the five nearest`, rows),
  );
}

function rowsOf({ spaces }: HeldOutNeighbours, measure: HeldOutMeasure): IntervalRow[] {
  return spaces.flatMap(({ space, found, networkAbove }) => {
    const estimate = found[measure];
    const own = space === 'bottleneck';
    return estimate ? [{ name: spaceNames[space], own, estimate, networkAbove: networkAbove[measure] }] : [];
  });
}
