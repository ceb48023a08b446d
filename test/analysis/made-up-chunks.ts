import type { EmbeddedChunks } from '../../src/analysis/embedded-chunks.ts';
import type { Network } from '../../src/engine/engine.ts';
import { createRandom } from '../../src/corpus/random.ts';

/** Chunks of random words; a poem's chunks favour its own words, so that kinship can be found. */
export function madeUpChunks(
  poems: number,
  chunksInPoem: number,
  shortest = 12,
): {
  chunks: EmbeddedChunks;
  places: { poem: number; indexInPoem: number; tokenStart: number; tokenEnd: number }[];
} {
  const random = createRandom(11);
  const [window, dimension, words] = [12, 8, 60];
  const count = poems * chunksInPoem;
  const vectors = Float32Array.from({ length: (words + 1) * dimension }, (_, i) =>
    i < dimension ? 0 : random.normal() + 0.5,
  );
  const tokens = new Int32Array(count * window);
  const lengths = Int32Array.from({ length: count }, () => shortest + random.integer(window - shortest + 1));
  const places = Array.from({ length: count }, (_, chunk) => {
    const indexInPoem = chunk % chunksInPoem;
    return {
      poem: Math.floor(chunk / chunksInPoem),
      indexInPoem,
      tokenStart: indexInPoem * 10,
      tokenEnd: indexInPoem * 10 + 12,
    };
  });
  for (let chunk = 0; chunk < count; chunk++)
    for (let t = 0; t < lengths[chunk]!; t++) {
      const own = (places[chunk]!.poem * 5 + random.integer(5)) % words;
      tokens[chunk * window + t] = 1 + (random.uniform() < 0.7 ? own : random.integer(words));
    }
  return { chunks: { window, tokens, lengths, vectors, dimension }, places };
}

/** Stands where a network stands, but predicts what it is told to: [window, D] of each asked chunk. */
export function predictor(
  bottleneckSize: number,
  predict: (batch: { tokens: Int32Array; rows: number; steps: number }) => Float32Array,
): Network {
  return {
    specification: { cell: 'rnn', inputSize: 8, hiddenSize: 4, bottleneckSize },
    reconstruct: (batch: Parameters<Network['reconstruct']>[0]) => Promise.resolve({ reconstruction: predict(batch) }),
  } as unknown as Network;
}
