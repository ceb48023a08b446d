import type { Baselines, BottleneckStatistics, NetworkScore, Verdict } from './evaluation.ts';

/** Below this mean deviation the seed notebook calls a bottleneck poor. */
const leastDiversity = 0.1;
/** The last position's error over the first's from which the seed notebook speaks of degradation. */
const degradation = 2;

/** What the figures mean: the seed notebook's verdicts, and how the network stands beside its baselines. */
export function verdictsOn(heldOut: NetworkScore, baselines: Baselines, bottleneck: BottleneckStatistics): Verdict[] {
  const verdicts = [reconstructionVerdict(heldOut, baselines)];
  const first = heldOut.byPosition.at(0);
  const last = heldOut.byPosition.at(-1);
  if (first && last && first !== last) {
    const good = last.mse <= degradation * first.mse;
    verdicts.push({
      about: 'positions',
      good,
      message: good
        ? 'Quality is even along the passage.'
        : `The last words are given back ${(last.mse / first.mse).toFixed(1)} times worse than the first: typical of a plain recurrent network.`,
    });
  }
  if (bottleneck.deviation !== null) {
    const good = bottleneck.deviation >= leastDiversity;
    verdicts.push({
      about: 'diversity',
      good,
      message: good
        ? 'The bottleneck varies from passage to passage, as the seed notebook asks (batch normalisation alone sees to that).'
        : 'The bottleneck hardly varies from passage to passage (low diversity): more training or other settings are needed.',
    });
  }
  return verdicts;
}

function reconstructionVerdict(heldOut: NetworkScore, baselines: Baselines): Verdict {
  const explained = percent(heldOut.varianceExplained);
  const pca = `${baselines.pca.components} principal components explain ${percent(baselines.pca.varianceExplained)}`;
  if (heldOut.varianceExplained <= 0)
    return {
      about: 'reconstruction',
      good: false,
      message: `The network predicts poems it has not seen no better than one average word would (${explained} of the variance explained; ${pca}).`,
    };
  const good = heldOut.varianceExplained >= baselines.pca.varianceExplained;
  return {
    about: 'reconstruction',
    good,
    message: good
      ? `The network explains ${explained} of the variance of poems it has not seen, at least as much as a linear method of the same width (${pca}).`
      : `The network explains ${explained} of the variance of poems it has not seen, less than a linear method of the same width (${pca}).`,
  };
}

/** A share as a percentage with one decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
