import type { HeldOutEstimate } from '../../../src/protocol/held-out-figures.ts';
import { percent } from '../figures.ts';

/** How the network stands beside another method, as far as the held-out poems can tell. */
export type Standing = 'better' | 'alike' | 'worse' | 'untold';

export interface Beside {
  standing: Standing;
  /** The other method, as in "better than …". */
  other: string;
  /** The network less the other one, see `differenceText`; '' where they were not held beside each other. */
  difference: string;
}

/**
 * What a paired difference says, above 0 where the network is the better. Only an interval that leaves out 0 tells the two
 * apart; without one nothing does.
 */
export function standingOf(difference: HeldOutEstimate | null): Standing {
  if (!difference?.interval) return 'untold';
  const { low, high } = difference.interval;
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'alike';
}

const words: Record<Standing, string> = {
  better: 'better than',
  alike: 'not told apart from',
  worse: 'worse than',
  untold: 'beside',
};

export function besideInWords({ standing, other }: Omit<Beside, 'difference'>): string {
  return `${words[standing]} ${other}`;
}

/** "12.4% (8.1 to 17.0)" */
export function withRange({ value, interval }: HeldOutEstimate): string {
  return interval ? `${percent(value)} (${rangeText(interval)})` : percent(value);
}

/** In percentage points: "+3.1 points (-4.7 to +12.8)". */
export function differenceText({ value, interval }: HeldOutEstimate): string {
  const signed = (share: number): string => {
    const text = percent(share).slice(0, -1);
    return share > 0 && text !== '0.0' ? `+${text}` : text;
  };
  return `${signed(value)} points${interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : ''}`;
}

/** Shares in percent, without the sign: "8.1 to 17.0". */
export function rangeText({ low, high }: NonNullable<HeldOutEstimate['interval']>): string {
  return `${percent(low).slice(0, -1)} to ${percent(high).slice(0, -1)}`;
}
