import { describe, expect, it } from 'vitest';
import type { HeldOutEstimate, HeldOutFigures, HeldOutSpace } from '../../../src/protocol/held-out-figures.ts';
import { answers } from '../../../webview/dashboard/quality/answer.ts';
import { besideInWords, differenceText, standingOf, withRange } from '../../../webview/dashboard/quality/standing.ts';
import { standingsOf } from '../../../webview/dashboard/quality/standings.ts';
import { heldOutFigures } from '../../protocol/messages-for-tests.ts';

const estimate = (low: number, high: number): HeldOutEstimate => ({
  value: (low + high) / 2,
  interval: { low, high },
});
const above = estimate(0.01, 0.03);
const around = estimate(-0.01, 0.02);
const below = estimate(-0.03, -0.01);
const untold: HeldOutEstimate = { value: 0.02, interval: null };

describe('how the network stands beside another method', () => {
  it('is told by the interval of their difference alone', () => {
    expect([above, around, below, untold, null].map(standingOf)).toEqual([
      ...['better', 'alike', 'worse', 'untold', 'untold'],
    ]);
    // A draw that makes no difference does not tell them apart.
    expect(standingOf(estimate(0, 0.1))).toBe('alike');
    expect(standingOf(estimate(-0.1, 0))).toBe('alike');
  });

  it('is told in words that claim no more', () => {
    expect(besideInWords({ standing: 'alike', other: 'chance, 1.0%' })).toBe('not told apart from chance, 1.0%');
    expect(besideInWords({ standing: 'untold', other: 'chance' })).toBe('beside chance');
    expect(withRange({ value: 0.1236, interval: { low: 0.0811, high: 0.17 } })).toBe('12.4% (8.1 to 17.0)');
    expect(differenceText({ value: -0.0001, interval: null })).toBe('0.0 points');
    expect(withRange({ value: -0.0001, interval: null })).toBe('0.0%');
  });
});

const none = { samePoemAt5: null, adjacentIn5: null, sameAuthorAt5: null };
const space = (name: HeldOutSpace, share: number, networkAbove: HeldOutEstimate | null) => ({
  space: name,
  found: { ...none, samePoemAt5: { value: share, interval: null } },
  networkAbove: { ...none, samePoemAt5: networkAbove },
});
const neighboursWith = (
  chance: HeldOutEstimate | null,
  meanPooled: HeldOutEstimate | null,
): HeldOutFigures['neighbours'] => ({
  queries: 40,
  authorQueries: 0,
  spaces: [space('bottleneck', 0.12, null), space('meanPooled', 0.1, meanPooled), space('chance', 0.01, chance)],
});
const wordsWith = (explained: HeldOutEstimate, linear: HeldOutEstimate | null): Partial<HeldOutFigures> => ({
  scores: [{ ...heldOutFigures.scores[0]!, varianceExplained: explained }],
  aboveLinear: { varianceExplained: linear, weightedVarianceExplained: null },
});

describe('whether neighbours are worth showing', () => {
  const answer = (neighbours: HeldOutFigures['neighbours']) => answers({ ...heldOutFigures, neighbours })[0]!;

  it('follows from chance first, then from mean word vectors', () => {
    expect(answer(neighboursWith(above, above))).toMatchObject({
      good: true,
      meaning: expect.stringContaining('and more often than'),
    });
    const alike = answer(neighboursWith(above, around));
    expect(alike).toMatchObject({ good: true, meaning: expect.stringContaining('cannot tell') });
    expect(alike.meaning).not.toMatch(/as well|equal/);
    expect(answer(neighboursWith(above, below))).toMatchObject({
      good: false,
      message: expect.stringContaining('grain of salt'),
      tries: expect.any(String),
    });
    for (const chance of [around, below])
      expect(answer(neighboursWith(chance, above))).toMatchObject({
        good: false,
        message: expect.stringContaining('not worth showing yet'),
      });
  });

  it('claims nothing of chance where only mean word vectors were held beside them', () => {
    expect(answer(neighboursWith(null, above)).meaning).toContain('not held beside chance');
  });

  it('is not said without intervals, or without a neighbour to find', () => {
    expect(answer(neighboursWith(untold, untold))).toMatchObject({
      good: false,
      meaning: expect.stringContaining('cannot be told from luck'),
    });
    expect(answer(null).message).toContain('nothing can be said');
  });
});

describe('whether words come back', () => {
  const answer = (explained: HeldOutEstimate, linear: HeldOutEstimate | null) =>
    answers({ ...heldOutFigures, ...wordsWith(explained, linear) })[1]!;

  it('follows from the mean word first, then from the linear summary', () => {
    expect(answer(above, above)).toMatchObject({ good: true, message: expect.stringContaining('than a linear') });
    expect(answer(above, around)).toMatchObject({ good: true, meaning: expect.stringContaining('cannot tell') });
    expect(answer(above, below)).toMatchObject({ good: false, message: expect.stringContaining('keeps more') });
    expect(answer(around, below).meaning).toContain('Nothing shows');
    expect(answer(below, below).meaning).toContain('worse than always guessing the mean word');
    expect(answer(untold, null).message).toContain('not certain');
  });
});

it('every measure says how the network stands beside each method it was held beside', () => {
  const standings = standingsOf({
    ...heldOutFigures,
    ...wordsWith(above, below),
    neighbours: neighboursWith(above, around),
  });
  expect(standings).toEqual([
    {
      heading: 'Passages of the same poem',
      figure: '12.0%',
      beside: [
        { standing: 'better', other: 'chance, 1.0%', difference: '+2.0 points (+1.0 to +3.0)' },
        {
          standing: 'alike',
          other: 'averaging the word vectors, 10.0%',
          difference: '+0.5 points (-1.0 to +2.0)',
        },
      ],
    },
    {
      heading: 'Variance of the words explained',
      figure: '2.0% (1.0 to 3.0)',
      beside: [
        {
          standing: 'better',
          other: 'always guessing the mean word, 0.0%',
          difference: '+2.0 points (+1.0 to +3.0)',
        },
      ],
    },
  ]);
});
