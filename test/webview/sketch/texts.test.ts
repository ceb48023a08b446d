import { describe, expect, it } from 'vitest';
import type { SketchBasis, SketchedToken } from '../../../src/protocol/sketch-messages.ts';
import { expectationText } from '../../../webview/sketch/expectation.ts';
import { distanceText, leaningText } from '../../../webview/sketch/leaning.ts';
import { differing, sameEverywhere } from '../../../webview/sketch/verse.ts';

const token = (text: string): SketchedToken => ({ kind: text === '/' ? 'line' : 'word', text, cosine: 0.5 });
const tokens = (text: string): SketchedToken[] => text.split(' ').map(token);
const basis = (expectation: SketchBasis['expectation']): SketchBasis => ({
  ...{ run: 'quick', passages: [], authors: [], expectation },
  numbers: Array.from({ length: 18 }, () => ({ least: -1, most: 1, mean: 0 })),
});

describe('what is said of a sketch', () => {
  it('counts the steps at which it is not like another', () => {
    expect(differing(tokens('the sea / the gull'), tokens('the sea / the gull'))).toBe(0);
    expect(differing(tokens('the sea / the gull'), tokens('the / sea the gulls'))).toBe(3);
  });

  it('names a word that takes up more than half of it', () => {
    expect(sameEverywhere(tokens('a a sea a'))).toBe('3 of 4 steps are “a”: little but an average is left here.');
    expect(sameEverywhere(tokens('/ / / sea'))).toContain('“line break”');
    expect(sameEverywhere(tokens('a a sea gull'))).toBeUndefined();
    expect(sameEverywhere([])).toBeUndefined();
  });
});

describe('what a sketch leans towards', () => {
  const words = [
    { text: 'tide', cosine: 0.42 },
    { text: 'gull', cosine: 0.316 },
  ];

  it('is told by its words, with how near they are and how far it goes', () => {
    const leaning = { words, distance: 0.384 };
    expect(leaningText(leaning)).toBe('tide, gull');
    expect(distanceText(leaning)).toBe(
      'Cosines 0.42 to 0.32. It lies 38% as far from the average sketch as a passage usually lies from the average passage.',
    );
  });

  it('is nothing where it is hardly apart from the average, whatever words lie that way', () => {
    for (const leaning of [
      { words, distance: 0.01 },
      { words: [], distance: 0.5 },
    ]) {
      expect(leaningText(leaning)).toBeUndefined();
      expect(distanceText(leaning)).toMatch(/^Leans nowhere/);
    }
  });
});

describe('what is said before any sketch', () => {
  const measured = (varianceExplained: number): string =>
    expectationText(basis({ varianceExplained, cosine: 0.5, meanVectorCosine: 0.44 }));

  it('promises no more than the run was measured to know', () => {
    expect(measured(-0.003)).toContain(
      '18 numbers, each of its steps written as the nearest of the run’s commonest words: sketches, not poetry',
    );
    expect(measured(-0.003)).toContain(
      'explains none of the variance (−0.3%), so expect hardly more than the commonest',
    );
    expect(measured(0.018)).toContain('explains 1.8% of the variance, so expect hardly more than the commonest words');
    expect(measured(0.12)).toContain('expect common words, marks and breaks rather than meaning');
    expect(measured(0.3)).toContain('hardly ever the lines themselves. Its words come out at a cosine of 0.50');
  });

  it('says so where nothing was measured', () => {
    expect(expectationText(basis({ problem: 'The run has not been measured on held-out poems.' }))).toMatch(
      /sketches, not poetry. The run has not been measured on held-out poems. So nothing tells how much to expect/,
    );
  });
});
