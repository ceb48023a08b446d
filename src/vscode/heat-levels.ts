/** How many tints the heat has; the first is none at all. */
export const heatLevels = 6;

/** The tint of a squared error, from 0 on, by the deciles of the run's own words: little error none, the worst tenth the last. */
export function heatLevel(mse: number, deciles: readonly number[]): number {
  const decile = deciles.filter((bound) => mse > bound).length;
  // The better half stays as it is, so that what stands out does.
  return Math.min(heatLevels - 1, Math.max(0, decile - (10 - heatLevels)));
}
