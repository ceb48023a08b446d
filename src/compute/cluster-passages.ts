import { findClusters } from '../analysis/clusters.ts';
import { tellingWords } from '../analysis/telling-words.ts';
import { createRandom } from '../corpus/random.ts';
import type { PassageClusters } from '../protocol/projection-messages.ts';
import type { RunSession } from './run-session.ts';

/** Always the same, so that a run has the same clusters whenever they are looked at. */
const seed = 42;
const wordsOfCluster = 8;

/** The clusters of a run's passages as the run compares them, each with its telling words; found once in a session. */
export function clustersOf(session: RunSession, signal?: AbortSignal): Promise<PassageClusters> {
  return session.once('clusters', async () => {
    const table = await session.table();
    const chunks = await session.chunks();
    const { count, clusterOf, silhouette, tried } = await findClusters(
      table.points,
      table.size,
      createRandom(seed),
      signal,
    );
    const words = {
      tokens: chunks.map(({ tokens }) => tokens),
      vocabulary: session.vocabulary.tokens,
      poemOf: table.poemOf,
    };
    return { clusterOf, words: tellingWords(words, clusterOf, count, wordsOfCluster), silhouette, tried };
  });
}
