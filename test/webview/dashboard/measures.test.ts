import { describe, expect, it } from 'vitest';
import { counted, percent, timesMore, twoDigits } from '../../../webview/dashboard/figures.ts';
import { diversityVerdict, strongestPair, widthVerdict } from '../../../webview/dashboard/dimensions/diversity.ts';
import { adviceOnPositions, trendAlong } from '../../../webview/dashboard/reconstruction/advice.ts';
import { dimensions, heldOutFigures } from '../../protocol/messages-for-tests.ts';

const bottleneck = (size: number, deviation: number, directions: number) =>
  diversityVerdict({ ...dimensions.bottleneck, size, shares: [0.9, 0.1], all: { deviation, directions } });

describe('the verdict on a bottleneck’s diversity', () => {
  it('is low where its numbers hardly vary, however they are spread', () => {
    expect(bottleneck(18, 0.09, 17)).toMatchObject({ good: false, message: expect.stringMatching(/^Low diversity/) });
    expect(bottleneck(18, 0.1, 17)).toMatchObject({ good: true });
  });

  it('says what the spectrum says, for deviation alone is batch normalisation’s', () => {
    expect(bottleneck(18, 1, 1.1)).toMatchObject({
      good: false,
      message: 'Diverse only at first sight. Mean deviation 1.00; spread over 1.1 of 18 directions.',
      meaning: expect.stringContaining('one direction holds 90.0% of the variance'),
      tries: expect.any(String),
    });
    expect(bottleneck(18, 1, 6)).toMatchObject({ good: false, message: expect.stringMatching(/^Middling/) });
    const good = bottleneck(18, 1, 12);
    expect(good).toMatchObject({ good: true, message: expect.stringMatching(/^Good/) });
    expect(good).not.toHaveProperty('tries');
    for (const directions of [1.1, 6, 12])
      expect(bottleneck(18, 1, directions).meaning).toContain('batch normalisation');
  });

  it('asks no more of a single number than that it varies', () => {
    expect(bottleneck(1, 1, 1).good).toBe(true);
    expect(bottleneck(1, 0.01, 1).good).toBe(false);
  });
});

it('a width is beside, below or above those suggested', () => {
  expect(widthVerdict(18, { least: 15, most: 35 })).toContain('among them');
  expect(widthVerdict(14, { least: 15, most: 35 })).toContain('fewer');
  expect(widthVerdict(36, { least: 15, most: 35 })).toContain('more');
});

it('the strongest pair of numbers counts from 1, and may run against one another', () => {
  const correlations = [1, 0.2, -0.9, 0.2, 1, 0.5, -0.9, 0.5, 1];
  expect(strongestPair(correlations, 3)).toEqual({ first: 1, second: 3, correlation: -0.9 });
  expect(strongestPair([1, 0, 0, 1], 2)).toEqual({ first: 1, second: 2, correlation: 0 });
  expect(strongestPair([1], 1)).toBeUndefined();
});

describe('advice on the error along a passage', () => {
  const of = (good: boolean, varianceExplained: number) =>
    adviceOnPositions({
      verdicts: [
        { about: 'reconstruction', good: true, message: 'told elsewhere' },
        { about: 'positions', good, message: 'as measured' },
      ],
      scores: [{ ...heldOutFigures.scores[0]!, varianceExplained: { value: varianceExplained, interval: null } }],
    });

  it('keeps what was measured, and tries something only where something is wrong', () => {
    for (const good of [true, false]) {
      const advice = of(good, 0.1);
      expect(advice).toEqual([expect.objectContaining({ good, message: 'as measured' })]);
      expect('tries' in advice[0]!).toBe(!good);
    }
  });

  it('does not praise evenness where nothing was learned', () => {
    expect(of(true, 0.01)[0]!.meaning).toContain('no praise');
    expect(of(true, 0.1)[0]!.meaning).not.toContain('no praise');
  });
});

it('the beginning and the end of a passage are compared beside the mean word, not by their error alone', () => {
  const guessed = { early: 0.1, late: 0.2 };
  expect(trendAlong({ early: 0.09, late: 0.18 }, guessed)).toContain(
    'equally well: 10.0% of the variance explained early',
  );
  expect(trendAlong({ early: 0.09, late: 0.2 }, guessed)).toContain('beginning of a passage comes back better');
  expect(trendAlong({ early: 0.1, late: 0.18 }, guessed)).toContain('end of a passage comes back better');
  expect(trendAlong({ early: 0.1, late: null }, guessed)).toContain('long enough');
  expect(trendAlong({ early: 0.1, late: 0.2 }, undefined)).toContain('0.1000 at the beginning and 0.2000 at the end');
});

it('figures are told as people write them', () => {
  expect([percent(0.0184), percent(-0.0001), percent(-0.013)]).toEqual(['1.8%', '0.0%', '-1.3%']);
  expect([counted(1, 'passage'), counted(1321, 'poem')]).toEqual(['1 passage', '1,321 poems']);
  expect([twoDigits(-0.001), twoDigits(0.456)]).toEqual(['0.00', '0.46']);
  expect([timesMore(4), timesMore(20)]).toEqual(['16 times', '1,048,576 times']);
  // 2^36 = 68,719,476,736; 2^600 has 181 digits and begins with 41; 2^93 = 9.9 x 10^27.
  expect([timesMore(36), timesMore(600), timesMore(93)]).toEqual(['7 × 10¹⁰ times', '4 × 10¹⁸⁰ times', '10²⁸ times']);
});
