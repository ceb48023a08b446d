import { baselinesOf, type RankedMember } from '../../src/protocol/rank-sweep.ts';
import type { FromSweep, MemberAction } from '../../src/protocol/sweep-page-messages.ts';
import {
  sweepMeasures,
  type SweepMeasure,
  type SweepScores,
  type SweepState,
} from '../../src/protocol/sweep-messages.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { intervalPlot, rangeOf, type Range } from './interval-plot.ts';
import { figureTexts, measureTexts, methodTexts, standing, timeText } from './member-texts.ts';
import { shownRows, type SortKey } from './shown-rows.ts';

export interface TableChoice {
  measure: SweepMeasure;
  sort: SortKey;
}

/** Columns from the measures on to the last. */
const figureColumns = sweepMeasures.length + 4;

/** Members with figures by rank, those without below them, and the baselines. `choose` is called with what is to be sorted by. */
export function membersTable(
  state: SweepState,
  { measure, sort }: TableChoice,
  choose: (sort: SortKey) => void,
): HTMLTableElement {
  const { ranked, others } = shownRows(state, measure, sort);
  const baselines = baselinesOf(state);
  const scores = [...ranked.map(({ result }) => result.scores), ...baselines.map((baseline) => baseline.scores)];
  const range = rangeOf(scores.map((one) => one[measure]));
  const heading = (key: SortKey, text: string, title: string): HTMLElement => {
    const button = element('button', { class: 'link', title }, text);
    button.type = 'button';
    button.dataset['sort'] = key;
    button.addEventListener('click', () => choose(key));
    const cell = element('th', { class: 'figure' }, button);
    const isMeasure = key !== 'parameters' && key !== 'seconds';
    if (sort === key) cell.setAttribute('aria-sort', isMeasure ? 'descending' : 'ascending');
    return cell;
  };
  const head = element(
    'tr',
    {},
    element('th', { class: 'figure' }, 'Rank'),
    element('th', {}, 'Architecture'),
    element('th', {}, 'Cell'),
    element('th', { class: 'figure' }, 'Numbers'),
    ...sweepMeasures.map((name) => heading(name, measureTexts[name].short, measureTexts[name].whole)),
    element('th', {}, `${measureTexts[measure].short}, 95%`),
    heading('parameters', 'Parameters', 'Trainable ones; least first.'),
    heading('seconds', 'Time', 'Of training, while others shared the machine; least first.'),
    element('th', {}, 'Run'),
  );
  const table = element('table', { label: 'Architectures, best first' }, element('thead', {}, head));
  table.append(
    element('tbody', { class: 'members' }, ...ranked.map((member) => rankedRow(member, measure, range))),
    element('tbody', { class: 'others' }, ...others.map(({ member }) => otherRow(state, member))),
  );
  if (baselines.length > 0) {
    const title = element('th', { class: 'part' }, 'Beside them: methods without a network, on the same poems');
    wide(title, 4 + figureColumns);
    title.scope = 'rowgroup';
    const rows = baselines.map(({ method, numbers, scores: figures }) =>
      element(
        'tr',
        { class: 'baseline' },
        wide(element('td', { class: 'name' }, methodTexts[method]), 3),
        element('td', { class: 'figure' }, numbers === null ? '' : String(numbers)),
        ...figureCells(figures, measure, range),
        wide(element('td', {}), 3),
      ),
    );
    table.append(element('tbody', { class: 'baselines' }, element('tr', {}, title), ...rows));
  }
  return table;
}

/** Brings up to date how a member without figures stands, where its row is there. */
export function updateStanding(table: HTMLElement, state: SweepState, member: number): void {
  const row = table.querySelector<HTMLElement>(`tr[data-member="${member}"]`);
  const text = row?.querySelector<HTMLElement>('.standing');
  const now = state.members[member];
  if (!row || !text || !now) return;
  text.textContent = standing(now);
  const bar = row.querySelector('progress');
  if (bar) bar.value = now.fraction;
}

function rankedRow(
  { member, state, result, rank, likeBest }: RankedMember,
  measure: SweepMeasure,
  range: Range,
): HTMLElement {
  const like = element('span', { title: 'Not told apart from the best', label: 'not told apart from the best' }, ' ≈');
  like.setAttribute('role', 'img');
  return element(
    'tr',
    { class: rank === 1 ? 'best' : '' },
    element('td', { class: 'figure rank' }, rank === null ? '–' : String(rank), ...(likeBest ? [like] : [])),
    element('td', { class: 'name' }, state.preset),
    element('td', {}, state.cell.toUpperCase()),
    element('td', { class: 'figure' }, String(state.bottleneckSize)),
    ...figureCells(result.scores, measure, range),
    element('td', { class: 'figure' }, result.parameters.toLocaleString('en-GB')),
    element('td', { class: 'figure' }, timeText(result.seconds)),
    actionsCell(member, `${state.preset}, ${state.cell}, ${state.bottleneckSize} numbers`, ['dashboard', 'current']),
  );
}

function otherRow({ members }: SweepState, member: number): HTMLElement {
  const state = members[member]!;
  const name = `${state.preset}, ${state.cell}, ${state.bottleneckSize} numbers`;
  const told = element('td', {}, element('span', { class: `standing ${state.state}` }, standing(state)));
  wide(told, figureColumns - 1);
  if (state.state === 'training') {
    const bar = element('progress', { label: `${name}: progress` });
    bar.value = state.fraction;
    told.prepend(bar);
  }
  const row = element(
    'tr',
    {},
    element('td', {}),
    element('td', { class: 'name' }, state.preset),
    element('td', {}, state.cell.toUpperCase()),
    element('td', { class: 'figure' }, String(state.bottleneckSize)),
    told,
    actionsCell(member, name, state.run === null ? [] : ['dashboard']),
  );
  row.dataset['member'] = String(member);
  return row;
}

function figureCells(scores: SweepScores, measure: SweepMeasure, range: Range): HTMLElement[] {
  const cells = sweepMeasures.map((name) => {
    const { value, interval } = figureTexts(scores[name]);
    const cell = element('td', { class: name === measure ? 'figure chosen' : 'figure' }, value);
    if (interval !== '') cell.append(element('span', { class: 'interval' }, interval));
    return cell;
  });
  return [...cells, element('td', { class: 'plotted' }, intervalPlot(scores[measure], range))];
}

const actionTexts: Record<MemberAction, { text: string; whole: string }> = {
  dashboard: { text: 'Dashboard', whole: 'Opens the dashboard of its run' },
  current: { text: 'Explore', whole: 'Makes its run the current one, by which poems are explored' },
};

function actionsCell(member: number, name: string, actions: readonly MemberAction[]): HTMLElement {
  const buttons = actions.map((action) => {
    const { text, whole } = actionTexts[action];
    const button = element('button', { class: 'link', title: whole, label: `${text}: ${name}` }, text);
    button.type = 'button';
    button.addEventListener('click', () => post<FromSweep>({ type: 'member', member, action }));
    return button;
  });
  return element('td', { class: 'actions' }, ...buttons);
}

/** The same cell over several columns. */
function wide<Cell extends HTMLTableCellElement>(cell: Cell, columns: number): Cell {
  cell.colSpan = columns;
  return cell;
}
