import { baselinesOf, rankMembers, type RankedMember } from '../../src/protocol/rank-sweep.ts';
import {
  sweepMeasures,
  type SweepMeasure,
  type SweepMemberState,
  type SweepState,
} from '../../src/protocol/sweep-messages.ts';
import type { Numbers } from '../shared/numbers.ts';
import { figureTexts, measureTexts, methodTexts, standing } from './member-texts.ts';

/** What the rows are sorted by: a measure, best first, or parameters or time, least first. */
export type SortKey = SweepMeasure | 'parameters' | 'seconds';

export interface ShownRows {
  ranked: RankedMember[];
  /** Without figures: those in training first, then those that wait, then those that failed. */
  others: { member: number; state: SweepMemberState }[];
}

const order: Record<SweepMemberState['state'], number> = {
  training: 0,
  stopped: 1,
  waiting: 2,
  complete: 3,
  failed: 4,
};

/** Ranks are by `measure` whatever the rows are sorted by. */
export function shownRows(state: SweepState, measure: SweepMeasure, sort: SortKey): ShownRows {
  const ranked = rankMembers(state, measure);
  if (sort === 'parameters' || sort === 'seconds') ranked.sort((a, b) => a.result[sort] - b.result[sort]);
  const others = state.members
    .map((one, member) => ({ member, state: one }))
    .filter(({ state: { result } }) => !result)
    .sort((a, b) => order[a.state.state] - order[b.state.state] || a.member - b.member);
  return { ranked, others };
}

/** All that is known of a comparison as a table of numbers, ranked by a measure; shares are not percentages. */
export function numbersOf(state: SweepState, measure: SweepMeasure): Numbers {
  const { ranked, others } = shownRows(state, measure, measure);
  const figures = sweepMeasures.flatMap((name) => {
    const { short } = measureTexts[name];
    return [short, `${short}: 95% from`, `${short}: 95% to`];
  });
  const cells = (scores: RankedMember['result']['scores'] | null): (string | number)[] =>
    sweepMeasures.flatMap((name) => {
      const figure = scores?.[name];
      return [figure?.value ?? '', figure?.interval?.low ?? '', figure?.interval?.high ?? ''];
    });
  return {
    columns: ['Rank', 'Architecture', 'Cell', 'Numbers', ...figures, 'Parameters', 'Epochs', 'Seconds', 'State'],
    rows: [
      ...ranked.map(({ rank, state: one, result }) => [
        ...[rank ?? '', one.preset, one.cell, one.bottleneckSize, ...cells(result.scores)],
        ...[result.parameters, one.epoch, result.seconds, one.state],
      ]),
      ...others.map(({ state: one }) => [
        ...['', one.preset, one.cell, one.bottleneckSize, ...cells(null)],
        ...['', one.epoch, '', standing(one)],
      ]),
      ...baselinesOf(state).map(({ method, numbers, scores }) => [
        ...['', methodTexts[method], '', numbers ?? '', ...cells(scores), '', '', '', 'baseline'],
      ]),
    ],
  };
}

/** The ranked table in Markdown, with its baselines. */
export function markdownOf(state: SweepState, measure: SweepMeasure): string {
  const figures = (scores: RankedMember['result']['scores']): string[] =>
    sweepMeasures.map((name) => {
      const { value, interval } = figureTexts(scores[name]);
      return interval === '' ? value : `${value} (${interval})`;
    });
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const measures = sweepMeasures.map((name) => measureTexts[name].short);
  return [
    line(['Rank', 'Architecture', 'Cell', 'Numbers', ...measures, 'Parameters']),
    line(['---:', '---', '---', '---:', ...measures.map(() => '---:'), '---:']),
    ...rankMembers(state, measure).map(({ rank, likeBest, state: one, result }) =>
      line([
        `${rank ?? ''}${likeBest ? ' ≈' : ''}`,
        ...[one.preset, one.cell, one.bottleneckSize, ...figures(result.scores)],
        result.parameters.toLocaleString('en-GB'),
      ]),
    ),
    ...baselinesOf(state).map(({ method, numbers, scores }) =>
      line(['', methodTexts[method], '', numbers ?? '', ...figures(scores), '']),
    ),
    '',
  ].join('\n');
}
