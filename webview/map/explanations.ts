import type { MapPassages } from '../../src/protocol/map-messages.ts';
import type { PassageClusters, Projected } from '../../src/protocol/projection-messages.ts';
import type { Method } from './kept-state.ts';

/** What the map shows, in words. */
export function layoutCaption({ cosine, variance }: MapPassages, method: Method): string {
  const dots = `Each dot is one of ${counted(cosine.length)} passages.`;
  if (method === 'tsne')
    return `${dots} t-SNE lays those near one another that are near in the bottleneck. How far groups lie from each other, and how large they are, means little.`;
  if (method === 'umap')
    return `${dots} UMAP lays those near one another that are near in the bottleneck, and keeps something of how groups lie to each other; the axes mean nothing.`;
  const shares = variance.map((share) => `${(share * 100).toFixed(0)}%`);
  const both = `${((variance[0] + variance[1]) * 100).toFixed(0)}%`;
  return `${dots} The plane shows ${both} of how the bottleneck varies: ${shares[0]} from left to right, ${shares[1]} from bottom to top. What lies close here need not be close in all of its numbers.`;
}

/** How the clusters were found, and how far they can be trusted. */
export function clustersCaption({ words, silhouette, tried }: PassageClusters): string {
  const counts = tried.map(({ count }) => count);
  if (counts.length === 0) return 'There are too few passages for clusters.';
  const range = counts.length > 1 ? `of ${counts[0]} to ${counts.at(-1)} clusters, ` : '';
  const parted =
    silhouette < 0.25
      ? 'they run into one another'
      : silhouette < 0.5
        ? 'they are loosely parted'
        : 'they are well parted';
  return `${words.length} clusters, found by k-means among all numbers of the bottleneck: ${range}${words.length} had the largest silhouette, ${silhouette.toFixed(2)} (${parted}). They are named by the words that tell each from the others.`;
}

/** What became of a layout. */
export function layoutEnd({ wasKept, divergence, notKept }: Projected): string {
  const kept = notKept === undefined ? 'Kept with the run.' : `Done. It could not be kept with the run: ${notKept}`;
  const measured = divergence === undefined ? '' : ` Divergence ${divergence.toFixed(2)}.`;
  return `${wasKept ? 'As kept with the run.' : kept}${measured}`;
}

export function counted(count: number): string {
  return count.toLocaleString('en-GB');
}
