import { chunkFeatures, discriminantReader, fitDiscriminants, mostCommonWords } from '../analysis/discriminants.ts';
import { meanWordVector, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { fitFormAutoencoder, wordChannels, type Layer } from '../analysis/form-autoencoder.ts';
import { evenly } from '../analysis/kinship.ts';
import { inverseFrequencyWeights } from '../analysis/word-weights.ts';
import type { Random } from '../corpus/random.ts';
import { commonWordsOf } from '../engine/common-words.ts';
import type { Chunk } from '../corpus/types.ts';
import { windowsOf } from '../corpus/windows.ts';
import { shortcutShapes, type ModelSpecification } from '../model/specification.ts';
import type { ShortcutStartSettings } from '../training/settings.ts';

/** Chunks that tell poems apart: features of more would fill the memory. */
const mostChunks = 40_000;

export interface ShortcutTask {
  specification: ModelSpecification;
  settings: ShortcutStartSettings;
  /** Of the objective: how much of the error counts all words alike. */
  plainShare: number;
  chunks: EmbeddedChunks;
  /** Of all chunks. */
  places: readonly Pick<Chunk, 'poem' | 'tokenStart'>[];
  /** Chunk indices, whole poems. */
  training: Int32Array;
  random: Random;
  signal?: AbortSignal | undefined;
  onProgress?: ((step: number, steps: number) => void) | undefined;
}

/**
 * The tensors of a shortcut, by name. Its first numbers tell poems apart, by linear discriminants; the others are a
 * feed-forward autoencoder's, which is given the first. All have deviation 1 on the training chunks; its decoder
 * expects those after the first `kinship` at `restScale`.
 */
export async function fitShortcut(task: ShortcutTask): Promise<Map<string, Float32Array>> {
  const { specification, settings, chunks, places, training, random } = task;
  const { bottleneckSize: Z, shortcutChannels: C, shortcutWords, shortcutHidden } = specification;
  const { window: T, dimension: D, vectors } = chunks;
  const kinship = Math.min(settings.kinship, Z);
  const tensors = new Map(
    shortcutShapes(specification).map(([name, shape]) => [name, new Float32Array(shape.reduce((n, m) => n * m, 1))]),
  );
  const tensor = (name: string): Float32Array => tensors.get(`shortcut.${name}`)!;
  const centre = Float32Array.from(meanWordVector(chunks, training));
  tensor('centre').set(centre);

  const commonWords = mostCommonWords(chunks, training, shortcutWords);
  tensor('common_words').set(commonWords);
  const width = D + shortcutWords;
  const common = commonWordsOf(vectors, commonWords, D);
  const asked = evenly(training, mostChunks);
  const features = chunkFeatures(chunks, asked, centre, common, shortcutWords);
  const poems = Int32Array.from(asked, (chunk) => places[chunk]!.poem);
  const discriminants = await fitDiscriminants(...([features, width, poems, kinship, random, task.signal] as const));
  const { directions, offset, count } = discriminants;
  for (let i = 0; i < width; i++)
    for (let k = 0; k < count; k++) tensor('discriminants')[i * Z + k] = directions[i * count + k]!;
  tensor('encoder.2.bias').set(offset);
  if (kinship === Z) return tensors;

  const seen = wordChannels(vectors, D, centre, countsOf(chunks, training), Math.min(C, D));
  for (let d = 0; d < D; d++)
    tensor('channels').set(seen.directions.subarray(d * seen.count, (d + 1) * seen.count), d * C);
  const readDiscriminants = discriminantReader(chunks, discriminants, centre, common);
  const form = await fitFormAutoencoder({
    wordWeights: mixedWeights(chunks, training, task.plainShare),
    ...{ windows: windowsOf(chunks, places, training), window: T, seen: seen.seen, channels: seen.count },
    given: {
      count: kinship,
      fill: (tokens, lengths, to) => readDiscriminants(tokens, lengths, to, kinship),
    },
    ...{ size: Z - kinship, hidden: shortcutHidden, passes: settings.passes },
    ...{ random, signal: task.signal, onProgress: task.onProgress },
  });
  placeForm(
    form,
    { Z, kinship, C, channels: seen.count, variance: seen.variance, restScale: settings.restScale },
    tensor,
  );
  return tensors;
}

/** Writes the autoencoder's layers into the shortcut's tensors, where their widths differ. */
function placeForm(
  { encoder, decoder }: { encoder: Layer[]; decoder: Layer[] },
  sizes: { Z: number; kinship: number; C: number; channels: number; variance: number; restScale: number },
  tensor: (name: string) => Float32Array,
): void {
  const { Z, kinship, C, channels, variance, restScale } = sizes;
  const layer = (name: string, { weight, bias }: Layer): void => {
    tensor(`${name}.weight`).set(weight);
    tensor(`${name}.bias`).set(bias);
  };
  layer('decoder.1', decoder[1]!);
  layer('encoder.1', encoder[1]!);
  // Chunks of fewer steps or channels than there is room for leave the rest zero.
  const hidden = encoder[0]!.bias.length;
  const seen = encoder[0]!.weight.length / hidden;
  const room = tensor('encoder.0.weight').length / hidden;
  const stepOf = (i: number): number => Math.floor(i / channels) * C + (i % channels);
  for (let h = 0; h < hidden; h++)
    for (let i = 0; i < seen; i++) {
      tensor('encoder.0.weight')[h * room + stepOf(i)] = encoder[0]!.weight[h * seen + i]!;
      // What is seen of a word is divided by the channels' deviation twice on the way back.
      tensor('decoder.2.weight')[stepOf(i) * hidden + h] = decoder[2]!.weight[i * hidden + h]! * variance;
    }
  tensor('encoder.0.bias').set(encoder[0]!.bias);
  for (let i = 0; i < seen; i++) tensor('decoder.2.bias')[stepOf(i)] = decoder[2]!.bias[i]! * variance;
  tensor('encoder.2.weight').set(encoder[2]!.weight, kinship * hidden);
  tensor('encoder.2.bias').set(encoder[2]!.bias, kinship);
  tensor('decoder.0.weight').set(decoder[0]!.weight.map((w, i) => (i % Z < kinship ? w : w / restScale)));
  tensor('decoder.0.bias').set(decoder[0]!.bias);
}

/** As the objective weighs the error at each word, [vocabulary], with the mean 1 over these chunks' tokens. */
function mixedWeights(chunks: EmbeddedChunks, indices: Int32Array, plainShare: number): Float32Array {
  const weights = inverseFrequencyWeights(chunks, indices);
  let [sum, tokens] = [0, 0];
  countsOf(chunks, indices).forEach((n, id) => {
    sum += n * weights[id]!;
    tokens += n;
  });
  return Float32Array.from(weights, (weight) => plainShare + ((1 - plainShare) * weight * tokens) / sum);
}

/** How often each vocabulary entry occurs in these chunks, [vocabulary]. */
function countsOf({ tokens, lengths, window, vectors, dimension }: EmbeddedChunks, indices: Int32Array): Float64Array {
  const counts = new Float64Array(vectors.length / dimension);
  for (const chunk of indices) for (let t = 0; t < lengths[chunk]!; t++) counts[tokens[chunk * window + t]!]! += 1;
  return counts;
}
