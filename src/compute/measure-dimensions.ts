import { bottleneckSpread, type BottleneckSpread } from '../analysis/bottleneck-spread.ts';
import {
  componentsFor,
  heldBy,
  participationRatio,
  sampleExponent,
  suggestedWidths,
} from '../analysis/effective-dimension.ts';
import { wordSpectrum } from '../analysis/word-spectrum.ts';
import { splitNames } from '../passages/passage-table.ts';
import type { BottleneckUse, Dimensions, WordVariance } from '../protocol/measure-messages.ts';
import { heldOutPart } from './held-out-part.ts';
import type { RunSession } from './run-session.ts';

interface MeasureOptions {
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/** The dimensions of a run, measured once in the session's life. */
export async function measureDimensions(session: RunSession, options: MeasureOptions): Promise<Dimensions> {
  for (;;) {
    try {
      return await session.once('dimensions', () => measure(session, options));
    } catch (error) {
      // Another request had begun it, and was given up.
      const givenUp = error instanceof Error && error.name === 'AbortError';
      if (!givenUp || options.signal.aborted) throw error;
    }
  }
}

async function measure(session: RunSession, { signal, onProgress }: MeasureOptions): Promise<Dimensions> {
  const { specification, vectors } = session.run.config;
  const { dimension } = vectors;
  const size = specification.bottleneckSize;
  // The padding, and a word that no poem has, occur nowhere.
  const counts = session.vocabulary.counts;
  const present = counts.map((count) => Math.min(count, 1));
  const distinct = present.reduce((sum, one) => sum + one, 0);

  const variance = async (weights: Int32Array, begun: number): Promise<WordVariance> => {
    const shares = await wordSpectrum(session.vectors, dimension, weights, {
      signal,
      onProgress: (done) => onProgress(begun + done, 2 * distinct),
    });
    const [for90, for95] = [componentsFor(shares, 0.9), componentsFor(shares, 0.95)];
    return { shares: [...shares], for90, for95, heldByBottleneck: heldBy(shares, size) };
  };
  const weighted = await variance(counts, 0);
  const once = await variance(present, distinct);
  const suggested = suggestedWidths(weighted.for90, weighted.for95, dimension);

  const bottleneck = await session.bottleneck();
  const table = await session.table();
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const spread = await bottleneckSpread(bottleneck, size, all, signal);
  const heldOut = heldOutPart(Array.from(table.split, (part) => splitNames[part]!))?.chunks;
  return {
    words: {
      dimension,
      distinct,
      occurrences: counts.reduce((sum, count) => sum + count, 0),
      weighted,
      once,
      suggested,
      exponents: {
        full: sampleExponent(dimension),
        least: sampleExponent(suggested.least),
        most: sampleExponent(suggested.most),
        run: sampleExponent(size),
      },
    },
    bottleneck: {
      size,
      passages: table.rows,
      means: [...spread.means],
      deviations: [...spread.deviations],
      correlations: [...spread.correlations],
      shares: [...spread.shares],
      all: useOf(spread),
      heldOut: heldOut
        ? { ...useOf(await bottleneckSpread(bottleneck, size, heldOut, signal)), passages: heldOut.length }
        : null,
    },
  };
}

function useOf({ deviations, shares }: BottleneckSpread): BottleneckUse {
  const deviation = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
  return { deviation, directions: participationRatio(shares) };
}
