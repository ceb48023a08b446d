import { meanWordVector, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { fitLinearStart } from '../analysis/linear-start.ts';
import { createRandom } from '../corpus/random.ts';
import type { Chunk } from '../corpus/types.ts';
import { initialParameters, type TensorMap } from '../model/parameters.ts';
import type { ModelSpecification } from '../model/specification.ts';
import type { TrainingSettings } from '../training/settings.ts';

/** Of the recurrent encoder's part beside the shortcut's: small at first, so that what the shortcut says is heard. */
const recurrentShare = 0.05;

/**
 * The weights a training begins with: random ones, but for what the settings start in closed form (the output bias, a
 * shortcut). The recurrent decoder beside a shortcut starts silent. `training` are chunk indices, `places` those of all.
 */
export async function firstWeights(
  { seed, initialBias, linearStart }: TrainingSettings,
  specification: ModelSpecification,
  chunks: EmbeddedChunks,
  places: readonly Pick<Chunk, 'poem'>[],
  training: Int32Array,
  signal?: AbortSignal,
): Promise<TensorMap> {
  const { bottleneckSize: size } = specification;
  const random = createRandom(seed);
  const weights = initialParameters(specification, random.fork('parameters'));
  const data = (name: string): Float32Array => weights.get(name)!.data;
  if (initialBias === 'mean-word') data('decoder.output_projection.bias').set(meanWordVector(chunks, training));
  if (!specification.shortcut || !linearStart) return weights;
  if (specification.normalization !== 'batch')
    throw new RangeError('A linear start sets the scales of a batch norm: normalization must be batch.');

  const kinship = Math.min(linearStart.kinship, size);
  const start = await fitLinearStart(
    chunks,
    training,
    (chunk) => places[chunk]!.poem,
    size,
    kinship,
    random.fork('linear-start'),
    signal,
  );
  const scale = Float32Array.from({ length: size }, (_, k) => (k < kinship ? 1 : linearStart.restScale));
  data('shortcut.centre').set(start.centre);
  // For the longest chunks; what the specification has room for beyond them stays zero.
  data('shortcut.encoder').set(start.encoder);
  data('shortcut.decoder').set(start.decoder.map((x, i) => x / scale[i % size]!));
  data('encoder.batch_norm.weight').set(scale);
  data('decoder.output_projection.bias').set(start.centre);
  data('decoder.output_projection.weight').fill(0);
  for (const name of ['encoder.projection.weight', 'encoder.projection.bias'])
    weights.get(name)!.data.forEach((x, i, all) => (all[i] = x * recurrentShare));
  return weights;
}
