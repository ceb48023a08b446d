import { describe, expect, it } from 'vitest';
import type { SweepMemberState, SweepState } from '../../../src/protocol/sweep-messages.ts';
import { placeIn, rangeOf } from '../../../webview/sweep/interval-plot.ts';
import { fairness, figureTexts, standing } from '../../../webview/sweep/member-texts.ts';
import { markdownOf, numbersOf, shownRows } from '../../../webview/sweep/shown-rows.ts';
import { sweepState } from '../../protocol/messages-for-tests.ts';

const [complete, failed] = sweepState.members as [SweepMemberState, SweepMemberState];
const measured = (varianceExplained: number, parameters: number, preset = 'seed'): SweepMemberState => ({
  ...{ ...complete, preset },
  result: {
    ...complete.result!,
    parameters,
    scores: {
      ...complete.result!.scores,
      varianceExplained: {
        value: varianceExplained,
        interval: { low: varianceExplained - 0.01, high: varianceExplained + 0.01 },
      },
    },
  },
});
const state: SweepState = {
  ...sweepState,
  members: [
    { ...failed, state: 'waiting', problem: null },
    failed,
    measured(0.01, 500),
    { ...failed, state: 'training', problem: null, epoch: 2, loss: 0.4 },
    measured(0.04, 900, '<b>bold|bar</b>'),
    measured(0.05, 700),
  ],
};

describe('the rows of a comparison', () => {
  it('are ranked by the measure, and sorted by what was chosen', () => {
    const members = (sort: 'varianceExplained' | 'parameters'): [number, number | null][] =>
      shownRows(state, 'varianceExplained', sort).ranked.map(({ member, rank }) => [member, rank]);
    expect(members('varianceExplained')).toEqual([
      [5, 1],
      [4, 2],
      [2, 3],
    ]);
    expect(members('parameters')).toEqual([
      [2, 3],
      [5, 1],
      [4, 2],
    ]);
  });

  it('without figures come after them: in training, then waiting, then failed', () => {
    const { others } = shownRows(state, 'varianceExplained', 'varianceExplained');
    expect(others.map(({ member }) => member)).toEqual([3, 0, 1]);
    expect(others.map((one) => standing(one.state))).toEqual([
      'In training: epoch 2 of 3, loss 0.4000',
      'Waiting',
      'Failed: It ended.',
    ]);
  });

  it('can be taken away as numbers, all of them', () => {
    const { columns, rows } = numbersOf(state, 'varianceExplained');
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(rows[0]).toEqual([
      ...[1, 'seed', 'rnn', 18, 0.05, 0.04, expect.closeTo(0.06), -0.02, '', '', '', '', ''],
      ...[700, 3, 1.5, 'complete'],
    ]);
    expect(rows.slice(3, 6).map((row) => row.at(-1))).toEqual([
      'In training: epoch 2 of 3, loss 0.4000',
      'Waiting',
      'Failed: It ended.',
    ]);
    expect(rows.slice(6).map((row) => row[1])).toEqual(['PCA of the whole passage', 'Mean word vectors, full width']);
  });

  it('can be taken away as Markdown, whose bars do not break the table', () => {
    const lines = markdownOf(state, 'varianceExplained').trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 3 + 2);
    expect(lines[2]).toBe('| 1 | seed | rnn | 18 | 5.0% (4.0 to 6.0) | −2.0% | – | 700 |');
    expect(lines[3]).toContain('| 2 ≈ | <b>bold\\|bar</b> |');
    expect(lines[5]).toBe('|  | PCA of the whole passage |  | 18 | 5.0% (4.0 to 6.0) | – | – |  |');
  });
});

describe('the words of a comparison', () => {
  it('say what is the same for all, and that the seed is a single one', () => {
    const [same, unsure] = fairness(state);
    expect(same).toContain('for 3 epochs');
    expect(same).toContain('6 held-out poems (58 passages)');
    expect(unsure).toContain('single seed');
    expect(fairness({ ...state, epochs: null })[0]).toContain('as long as its recipe says');
  });

  it('round figures so that nothing is minus zero', () => {
    expect(figureTexts({ value: -0.0001, interval: { low: -0.1234, high: 0 } })).toEqual({
      value: '0.0%',
      interval: '−12.3 to 0.0',
    });
    expect(figureTexts(null)).toEqual({ value: '–', interval: '' });
  });
});

it('a plot holds all figures with their intervals, also where they are all the same', () => {
  const range = rangeOf([null, { value: 0.1, interval: { low: -0.2, high: 0.15 } }, { value: 0.3, interval: null }]);
  expect(range).toEqual({ low: -0.2, high: 0.3 });
  expect(placeIn(range, -0.2)).toBeLessThan(placeIn(range, 0.3));
  const same = rangeOf([{ value: 0.1, interval: null }]);
  expect(Number.isFinite(placeIn(same, 0.1))).toBe(true);
  expect(rangeOf([null])).toEqual({ low: 0, high: 1 });
});
