/** How many components, the largest first, hold at least `part` of the variance. `shares` fall and sum to 1. */
export function componentsFor(shares: ArrayLike<number>, part: number): number {
  let held = 0;
  for (let count = 0; count < shares.length; count++) {
    held += shares[count]!;
    if (held >= part) return count + 1;
  }
  return shares.length;
}

/** The part of the variance that the first `count` components hold. */
export function heldBy(shares: ArrayLike<number>, count: number): number {
  return Math.min(
    1,
    Array.from(shares)
      .slice(0, count)
      .reduce((sum, share) => sum + share, 0),
  );
}

/** Over how many directions the variance spreads: the participation ratio, 1 to the number of shares; 0 without variance. */
export function participationRatio(shares: ArrayLike<number>): number {
  const squares = Array.from(shares).reduce((sum, share) => sum + share * share, 0);
  return squares > 0 ? 1 / squares : 0;
}

/**
 * The width of a bottleneck that the seed notebook suggests: from 5 below the components for 90% of the word vectors'
 * variance to 5 above those for 95%. At least 1, and no wider than a word vector: beyond that nothing is reduced.
 */
export function suggestedWidths(for90: number, for95: number, dimension: number): { least: number; most: number } {
  const least = Math.min(Math.max(for90 - 5, 1), dimension);
  return { least, most: Math.max(least, Math.min(for95 + 5, dimension)) };
}

/**
 * The exponent of the seed notebook's worst-case sample complexity, O(error^-(numbers in + numbers out)): a map between
 * spaces of `width` numbers each. 600 = 300 + 300 for word vectors of 300.
 */
export function sampleExponent(width: number): number {
  return width + width;
}
