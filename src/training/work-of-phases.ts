/**
 * Share of a curriculum's work that is done after so many epochs, 0 to 1: an epoch takes the longer the more tokens its
 * chunks have. Part of an epoch counts in part.
 */
export function shareOfWork(phases: readonly { maxTokens: number; epochs: number }[], epochs: number): number {
  let [done, all, before] = [0, 0, 0];
  for (const phase of phases) {
    done += Math.min(Math.max(epochs - before, 0), phase.epochs) * phase.maxTokens;
    all += phase.epochs * phase.maxTokens;
    before += phase.epochs;
  }
  return all > 0 ? done / all : 0;
}
