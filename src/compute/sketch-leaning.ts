import { meanWordVector } from '../analysis/embedded-chunks.ts';
import { evenly } from '../analysis/kinship.ts';
import { leaningWords, meanDifference, type DirectionWords } from '../analysis/leaning-words.ts';
import { isTellingWord } from '../analysis/telling-words.ts';
import type { Leaning } from '../protocol/sketch-messages.ts';
import type { RunSession } from './run-session.ts';

/** Words named for a sketch. */
const named = 8;
/** Vectors of rarer words are often made up of other words' vectors, and then lie near to many directions. */
const leastCount = 3;
/** With fewer words than these, rare ones may be named too. */
const enoughWords = 100;
/** So many passages, evenly spread, say how far passages lie from their average. */
const passagesLookedAt = 1000;

/**
 * Where a sketch, [steps, D], leans: what sets it apart from the sketch of the average, that of the centre from which passages
 * are compared, and how far it lies from that.
 */
export async function leaningOf(session: RunSession, decoded: Float32Array, steps: number): Promise<Leaning> {
  const { dimension } = session.run.config.vectors;
  const difference = meanDifference(decoded, await averageSketch(session), steps, dimension);
  const usual = await usualDistance(session);
  const words = leaningWords(difference, await directionWords(session), named);
  return {
    words: words.map(({ id, cosine }) => ({ text: session.vocabulary.tokens[id]!, cosine })),
    distance: usual > 0 ? Math.hypot(...difference) / usual : 0,
  };
}

/** What the decoder makes of the centre from which passages are compared, [window, D]. */
function averageSketch(session: RunSession): Promise<Float32Array> {
  return session.once('averageSketch', async () => {
    const { centre } = (await session.table()).space;
    const { window } = await session.embeddedChunks();
    return (await session.network()).decode(Float32Array.from(centre), Int32Array.of(window));
  });
}

/** The run's words that tell something, one for each spelling without regard to capitals. */
function directionWords(session: RunSession): Promise<DirectionWords> {
  return session.once('directionWords', async () => {
    const { dimension } = session.run.config.vectors;
    const { tokens, counts } = session.vocabulary;
    const mean = await session.meanVector();
    const seen = new Set<string>();
    const known = tokens.flatMap((token, id) => {
      const spelling = token.toLowerCase();
      const isKnown = session.vectors.subarray(id * dimension, (id + 1) * dimension).some((x) => x !== 0);
      if (!isKnown || !isTellingWord(token) || seen.has(spelling)) return [];
      seen.add(spelling);
      return [id];
    });
    const common = known.filter((id) => counts[id]! >= leastCount);
    const ids = common.length >= enoughWords ? common : known;
    const vectors = new Float32Array(ids.length * dimension);
    ids.forEach((id, word) => {
      for (let d = 0; d < dimension; d++)
        vectors[word * dimension + d] = session.vectors[id * dimension + d]! - mean[d]!;
    });
    return { ids, vectors };
  });
}

/** Root mean square of how far passages' mean word vectors lie from the mean word vector. */
function usualDistance(session: RunSession): Promise<number> {
  return session.once('usualDistance', async () => {
    const chunks = await session.embeddedChunks();
    const mean = await session.meanVector();
    const rows = evenly(
      Int32Array.from(chunks.lengths, (_, row) => row),
      passagesLookedAt,
    );
    let squares = 0;
    for (const row of rows) {
      const own = meanWordVector(chunks, [row]);
      squares += own.reduce((sum, x, d) => sum + (x - mean[d]!) ** 2, 0);
    }
    return Math.sqrt(squares / Math.max(rows.length, 1));
  });
}
