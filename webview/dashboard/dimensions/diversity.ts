import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { percent, twoDigits } from '../figures.ts';
import type { VerdictInWords } from '../verdict-list.ts';

/** Below this mean deviation the seed notebook calls a bottleneck poor. */
export const leastDeviation = 0.1;
/** Of the directions there are, the part in use from which a bottleneck counts as well used, and as hardly used. */
const wellUsed = 0.6;
const hardlyUsed = 0.25;

const learnMore = 'more epochs, more poems, or the preset gru or lstm.';

/**
 * Whether the bottleneck tells passages apart. The seed notebook asks only whether each number varies, which batch
 * normalisation sees to by itself; whether they vary independently is what the spectrum says.
 */
export function diversityVerdict({ size, all, shares }: Dimensions['bottleneck']): VerdictInWords {
  const { deviation, directions } = all;
  const spread = `Mean deviation ${twoDigits(deviation)}; spread over ${directions.toFixed(1)} of ${size} directions.`;
  if (deviation < leastDeviation) {
    return {
      good: false,
      message: `Low diversity. ${spread}`,
      meaning: 'Passages that differ get nearly the same numbers, so that none can be told from another.',
      tries: learnMore,
    };
  }
  if (size === 1) {
    return { good: true, message: spread, meaning: 'A bottleneck of one number has one direction only, and uses it.' };
  }
  const normalised =
    'That each number varies is no merit of the network: batch normalisation scales it to vary, whatever was learned.';
  const used = directions / size;
  if (used >= wellUsed) {
    return {
      good: true,
      message: `Good diversity. ${spread}`,
      meaning: `${normalised} That the numbers also differ from one another is: nearly every direction says something of its own.`,
    };
  }
  if (used >= hardlyUsed) {
    return {
      good: false,
      message: `Middling diversity. ${spread}`,
      meaning: `${normalised} The spectrum shows that some of them repeat what others say.`,
      tries: learnMore,
    };
  }
  return {
    good: false,
    message: `Diverse only at first sight. ${spread}`,
    meaning: `${normalised} The spectrum shows that they say much the same: one direction holds ${percent(shares[0] ?? 0)} of the variance.`,
    tries: learnMore,
  };
}

/** How the run's width stands beside the suggested ones. */
export function widthVerdict(width: number, { least, most }: { least: number; most: number }): string {
  if (width < least) return `This run has ${width}, fewer than that`;
  if (width > most) return `This run has ${width}, more than that`;
  return `This run has ${width}, which is among them`;
}

/** The two numbers of the bottleneck that go together most, counted from 1; undefined for a bottleneck of one. */
export function strongestPair(
  correlations: readonly number[],
  size: number,
): { first: number; second: number; correlation: number } | undefined {
  let strongest: { first: number; second: number; correlation: number } | undefined;
  for (let d = 0; d < size; d++)
    for (let e = d + 1; e < size; e++) {
      const correlation = correlations[d * size + e]!;
      if (Math.abs(correlation) > Math.abs(strongest?.correlation ?? 0) || !strongest)
        strongest = { first: d + 1, second: e + 1, correlation };
    }
  return strongest;
}
