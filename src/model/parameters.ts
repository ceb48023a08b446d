import { gateCount, pooledBlocks, shortcutShapes, type ModelSpecification } from './specification.ts';

export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** Tensors by their PyTorch `state_dict` name. */
export type TensorMap = Map<string, Tensor>;

export interface ParameterShape {
  name: string;
  shape: readonly number[];
  /** For each dimension, whether it counts hidden units, in blocks of one hidden size each. */
  hidden: readonly boolean[];
  /** False for the running statistics of a batch norm and for the shortcut, which no optimiser touches. */
  trainable: boolean;
}

/** A dimension of so many hidden sizes. */
interface HiddenBlocks {
  blocks: number;
}

type Entry = [name: string, dimensions: (number | HiddenBlocks)[]];

/**
 * Names and shapes of all parameters and buffers, in the order of PyTorch's `state_dict` (batch norm's
 * `num_batches_tracked` left out: it is a counter that no arithmetic here reads).
 */
export function parameterShapes(spec: ModelSpecification): ParameterShape[] {
  const shortcut: readonly Entry[] = spec.shortcut ? shortcutShapes(spec) : [];
  return [...encoderEntries(spec), ...decoderEntries(spec), ...shortcut].map(([name, dimensions]) => ({
    name,
    shape: dimensions.map((size) => (typeof size === 'number' ? size : size.blocks * spec.hiddenSize)),
    hidden: dimensions.map((size) => typeof size !== 'number'),
    trainable: !/\.running_|^shortcut\./.test(name),
  }));
}

const units = (blocks: number): HiddenBlocks => ({ blocks });

function encoderEntries(spec: ModelSpecification): Entry[] {
  const { inputSize: D, bottleneckSize: Z, positions: P, directions } = spec;
  const projection = (name: string): Entry[] => [
    [`encoder.${name}.weight`, [Z, units(pooledBlocks(spec))]],
    [`encoder.${name}.bias`, [Z]],
  ];
  const recurrent = Array.from({ length: spec.encoder === 'recurrent' ? spec.layers : 0 }, (_, layer) =>
    directionSuffixes(directions).flatMap((suffix) =>
      recurrentEntries(spec, `encoder.rnn`, `l${layer}${suffix}`, layer === 0 ? D + P : units(directions)),
    ),
  ).flat();
  return [
    ...(spec.encoder === 'recurrent' ? positionEntries(spec, 'encoder') : transformerEntries(spec)),
    ...recurrent,
    ...(spec.pooling === 'attention' ? ([['encoder.attention.query', [units(directions)]]] satisfies Entry[]) : []),
    ...projection('projection'),
    ...(spec.variational ? projection('log_variance_projection') : []),
    ...normalizationEntries(spec),
  ];
}

/** Under the names of PyTorch's TransformerEncoder; positions are sinusoids, which need no parameters. */
function transformerEntries({ inputSize: D, layers }: ModelSpecification): Entry[] {
  const linear = (name: string, outputs: number, inputs: number | HiddenBlocks): Entry[] => [
    [`encoder.${name}.weight`, [units(outputs), inputs]],
    [`encoder.${name}.bias`, [units(outputs)]],
  ];
  const norm = (name: string): Entry[] => [
    [`encoder.${name}.weight`, [units(1)]],
    [`encoder.${name}.bias`, [units(1)]],
  ];
  return [
    ...linear('input_projection', 1, D),
    ...Array.from({ length: layers }, (_, level): Entry[] => {
      const name = `transformer.layers.${level}`;
      return [
        [`encoder.${name}.self_attn.in_proj_weight`, [units(3), units(1)]],
        [`encoder.${name}.self_attn.in_proj_bias`, [units(3)]],
        ...linear(`${name}.self_attn.out_proj`, 1, units(1)),
        ...linear(`${name}.linear1`, 2, units(1)),
        ...linear(`${name}.linear2`, 1, units(2)),
        ...norm(`${name}.norm1`),
        ...norm(`${name}.norm2`),
      ];
    }).flat(),
    ...norm('transformer.norm'),
  ];
}

function decoderEntries(spec: ModelSpecification): Entry[] {
  const { inputSize: D, bottleneckSize: Z, positions: P, layers, decoderInput } = spec;
  const width = (decoderInput === 'latent' ? Z : D) + P;
  return [
    ...(decoderInput === 'latent' ? [] : ([['decoder.start_token', [1, 1, D]]] satisfies Entry[])),
    ...positionEntries(spec, 'decoder'),
    ['decoder.hidden_projection.weight', [units(layers), Z]],
    ['decoder.hidden_projection.bias', [units(layers)]],
    ...Array.from({ length: layers }, (_, layer) =>
      recurrentEntries(spec, 'decoder.rnn', `l${layer}`, layer === 0 ? width : units(1)),
    ).flat(),
    ['decoder.output_projection.weight', [D, units(1)]],
    ['decoder.output_projection.bias', [D]],
  ];
}

/** PyTorch's suffixes for the directions of a layer. */
export function directionSuffixes(directions: 1 | 2): readonly ('' | '_reverse')[] {
  return directions === 2 ? ['', '_reverse'] : [''];
}

function recurrentEntries(
  { cell }: ModelSpecification,
  room: string,
  layer: string,
  inputs: number | HiddenBlocks,
): Entry[] {
  const gates = units(gateCount(cell));
  return [
    [`${room}.weight_ih_${layer}`, [gates, inputs]],
    [`${room}.weight_hh_${layer}`, [gates, units(1)]],
    [`${room}.bias_ih_${layer}`, [gates]],
    [`${room}.bias_hh_${layer}`, [gates]],
  ];
}

function positionEntries({ positions, maxPositions }: ModelSpecification, room: string): Entry[] {
  return positions === 0 ? [] : [[`${room}.positions`, [maxPositions, positions]]];
}

function normalizationEntries({ normalization, bottleneckSize: Z }: ModelSpecification): Entry[] {
  if (normalization === 'none') return [];
  const name = `encoder.${normalization}_norm`;
  const scale: Entry[] = [
    [`${name}.weight`, [Z]],
    [`${name}.bias`, [Z]],
  ];
  if (normalization === 'layer') return scale;
  return [...scale, [`${name}.running_mean`, [Z]], [`${name}.running_var`, [Z]]];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Number of trainable parameters. */
export function parameterCount(spec: ModelSpecification): number {
  return parameterShapes(spec).reduce((sum, p) => sum + (p.trainable ? elementCount(p.shape) : 0), 0);
}

/**
 * PyTorch's default initialisation: uniform in ±1/sqrt(H) for recurrent weights and biases, ±1/sqrt(fan-in) for the
 * linear layers and the attention's query, standard normal for the start token and the positions, ones and zeros for
 * the norms; the transformer's attention as PyTorch's, Xavier's uniform for what makes queries, keys and values.
 * A shortcut starts as if there were none.
 */
export function initialParameters(
  spec: ModelSpecification,
  random: { uniform(): number; normal(): number },
): TensorMap {
  const shapes = parameterShapes(spec);
  const byName = new Map(shapes.map(({ name, shape }) => [name, shape]));
  const fanIn = (name: string): number =>
    name.includes('.rnn.') ? spec.hiddenSize : byName.get(name.replace(/bias$/, 'weight'))!.at(-1)!;
  const parameters: TensorMap = new Map();
  for (const { name, shape } of shapes) {
    const data = new Float32Array(elementCount(shape));
    if (/\.(start_token|positions)$/.test(name)) for (let i = 0; i < data.length; i++) data[i] = random.normal();
    else if (/^shortcut\.|self_attn\..*bias$/.test(name)) data.fill(0);
    else if (/[._]norm\d?\./.test(name)) data.fill(/\.(weight|running_var)$/.test(name) ? 1 : 0);
    else {
      const bound = name.endsWith('in_proj_weight')
        ? Math.sqrt(6 / (shape[0]! + shape[1]!))
        : 1 / Math.sqrt(fanIn(name));
      for (let i = 0; i < data.length; i++) data[i] = (random.uniform() * 2 - 1) * bound;
    }
    parameters.set(name, { shape, data });
  }
  return parameters;
}

/** Throws an Error that names the first tensor missing, of another shape, or not finite. */
export function checkParameters(spec: ModelSpecification, parameters: TensorMap): void {
  for (const { name, shape } of parameterShapes(spec)) {
    const tensor = parameters.get(name);
    if (!tensor) throw new Error(`the tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join())
      throw new Error(`the tensor ${name} has shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    if (!allFinite(tensor.data)) throw new Error(`the tensor ${name} holds a number that is not finite`);
  }
}

/** Infinity and NaN times zero are NaN: a sum that is several times as fast as a test of each number, on the way to a hover. */
function allFinite(data: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0;
}
