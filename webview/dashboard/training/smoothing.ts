/**
 * Exponentially weighted means of a loss, of which each epoch keeps `weight` of the one before; divided by the weights
 * so far, so that the first values are not drawn towards 0 (Kingma and Ba 2015, section 3). Losses of another phase are
 * of sequences of another length, so each phase begins anew. Null stays null, and counts for nothing.
 */
export function smoothed(
  losses: readonly (number | null)[],
  phases: readonly number[],
  weight: number,
): (number | null)[] {
  let [mean, weights] = [0, 0];
  return losses.map((loss, i) => {
    if (phases[i] !== phases[i - 1]) [mean, weights] = [0, 0];
    if (loss === null) return null;
    mean = weight * mean + (1 - weight) * loss;
    weights = weight * weights + (1 - weight);
    return mean / weights;
  });
}
