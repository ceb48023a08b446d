import { describe, expect, it } from 'vitest';
import { baselinesOf, rankMembers } from '../../src/protocol/rank-sweep.ts';
import type { SweepFigure, SweepScores } from '../../src/protocol/sweep-messages.ts';
import { sweepState } from './messages-for-tests.ts';

const figure = (value: number, half: number | null): SweepFigure => ({
  value,
  interval: half === null ? null : { low: value - half, high: value + half },
});

function stateOf(scores: readonly (Partial<SweepScores> | null)[]): typeof sweepState {
  const [complete] = sweepState.members;
  const none = { varianceExplained: null, weightedVarianceExplained: null, samePoemAt5: null };
  const members = scores.map((some) => ({
    ...complete!,
    result: some && { ...complete!.result!, scores: { ...none, ...some } },
  }));
  return { ...sweepState, members };
}

describe('the ranking of a comparison', () => {
  it('puts the best first, by the measure that was chosen', () => {
    const state = stateOf([
      { varianceExplained: figure(0.02, 0.01), samePoemAt5: figure(0.3, 0.01) },
      null,
      { varianceExplained: figure(0.05, 0.01), samePoemAt5: figure(0.1, 0.01) },
    ]);
    const order = (measure: 'varianceExplained' | 'samePoemAt5'): [number, number | null][] =>
      rankMembers(state, measure).map(({ member, rank }) => [member, rank]);
    expect(order('varianceExplained')).toEqual([
      [2, 1],
      [0, 2],
    ]);
    expect(order('samePoemAt5')).toEqual([
      [0, 1],
      [2, 2],
    ]);
  });

  it('marks what the intervals do not tell from the best', () => {
    const state = stateOf([
      { varianceExplained: figure(0.03, 0.009) },
      { varianceExplained: figure(0.05, 0.01) },
      { varianceExplained: figure(0.035, 0.006) },
      { varianceExplained: figure(0.04, null) },
      { samePoemAt5: figure(0.9, 0.01) },
    ]);
    expect(rankMembers(state, 'varianceExplained').map(({ member, likeBest }) => [member, likeBest])).toEqual([
      [1, false],
      [3, null],
      [2, true],
      [0, false],
      [4, null],
    ]);
    expect(rankMembers(state, 'varianceExplained').at(-1)!.rank).toBeNull();
  });

  it('keeps the order of equals, and is empty without results', () => {
    const same = stateOf([{ varianceExplained: figure(0.1, 0) }, { varianceExplained: figure(0.1, 0) }]);
    expect(rankMembers(same, 'varianceExplained').map(({ member }) => member)).toEqual([0, 1]);
    expect(rankMembers(stateOf([null]), 'varianceExplained')).toEqual([]);
  });
});

it('each baseline stands once for a width, those of full width last', () => {
  const [complete] = sweepState.members;
  const wider = complete!.result!.baselines.map((baseline) => ({
    ...baseline,
    numbers: baseline.numbers === null ? null : 20,
  }));
  const members = [{ ...complete!, result: { ...complete!.result!, baselines: wider } }, complete!, complete!];
  expect(baselinesOf({ ...sweepState, members }).map(({ method, numbers }) => [method, numbers])).toEqual([
    ['pca', 18],
    ['pca', 20],
    ['meanPooled', null],
  ]);
});
