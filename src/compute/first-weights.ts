import { meanWordVector, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { createRandom } from '../corpus/random.ts';
import type { Chunk } from '../corpus/types.ts';
import { initialParameters, type TensorMap } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';
import type { TrainingSettings } from '../training/settings.ts';
import { fitShortcut } from './shortcut-start.ts';

/** Of the recurrent encoder's part beside the shortcut's: small at first, so that what the shortcut says is heard. */
const recurrentShare = 0.05;

/**
 * The weights a training begins with: random ones, but for what the settings prepare (the output bias, a shortcut). The
 * recurrent decoder beside a shortcut starts silent. `training` are chunk indices, `places` those of all.
 */
export async function firstWeights(
  { seed, initialBias, shortcutStart, objective }: TrainingSettings,
  specification: ModelSpecification,
  chunks: EmbeddedChunks,
  places: readonly Pick<Chunk, 'poem' | 'tokenStart'>[],
  training: Int32Array,
  signal?: AbortSignal,
  onProgress?: (step: number, steps: number) => void,
): Promise<TensorMap> {
  const { bottleneckSize: size } = specification;
  const random = createRandom(seed);
  const weights = initialParameters(specification, random.fork('parameters'));
  const data = (name: string): Float32Array => weights.get(name)!.data;
  if (initialBias === 'mean-word') data('decoder.output_projection.bias').set(meanWordVector(chunks, training));
  if (!specification.shortcut || !shortcutStart) return weights;
  if (specification.normalization !== 'batch')
    throw new RangeError('A shortcut’s start sets the scales of a batch norm: normalization must be batch.');

  const shortcut = await fitShortcut({
    ...{ specification, settings: shortcutStart, plainShare: objective.plainShare, chunks, places, training },
    ...{ random: random.fork('shortcut'), signal, onProgress },
  });
  for (const [name, values] of shortcut) data(name).set(values);
  const scale = Float32Array.from({ length: size }, (_, k) =>
    k < shortcutStart.kinship ? 1 : shortcutStart.restScale,
  );
  data('encoder.batch_norm.weight').set(scale);
  data('decoder.output_projection.bias').set(shortcut.get('shortcut.centre')!);
  data('decoder.output_projection.weight').fill(0);
  for (const name of ['encoder.projection.weight', 'encoder.projection.bias'])
    weights.get(name)!.data.forEach((x, i, all) => (all[i] = x * recurrentShare));
  return weights;
}
