import { gateCount, type ModelSpecification } from './specification.ts';

export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** Tensors by their PyTorch `state_dict` name. */
export type TensorMap = Map<string, Tensor>;

export interface ParameterShape {
  name: string;
  shape: readonly number[];
  /** False for the running statistics of a batch norm, which no optimiser touches. */
  trainable: boolean;
}

/**
 * Names and shapes of all parameters and buffers, in the order of PyTorch's `state_dict` (batch norm's
 * `num_batches_tracked` left out: it is a counter that no arithmetic here reads).
 */
export function parameterShapes(spec: ModelSpecification): ParameterShape[] {
  const { inputSize: D, hiddenSize: H, bottleneckSize: Z } = spec;
  const G = gateCount(spec.cell) * H;
  const recurrent = (room: 'encoder' | 'decoder'): [string, number[]][] => [
    [`${room}.rnn.weight_ih_l0`, [G, D]],
    [`${room}.rnn.weight_hh_l0`, [G, H]],
    [`${room}.rnn.bias_ih_l0`, [G]],
    [`${room}.rnn.bias_hh_l0`, [G]],
  ];
  const trainable: [string, number[]][] = [
    ...recurrent('encoder'),
    ['encoder.projection.weight', [Z, H]],
    ['encoder.projection.bias', [Z]],
    ['encoder.batch_norm.weight', [Z]],
    ['encoder.batch_norm.bias', [Z]],
    ['encoder.batch_norm.running_mean', [Z]],
    ['encoder.batch_norm.running_var', [Z]],
    ['decoder.start_token', [1, 1, D]],
    ['decoder.hidden_projection.weight', [H, Z]],
    ['decoder.hidden_projection.bias', [H]],
    ...recurrent('decoder'),
    ['decoder.output_projection.weight', [D, H]],
    ['decoder.output_projection.bias', [D]],
  ];
  return trainable.map(([name, shape]) => ({ name, shape, trainable: !name.includes('.running_') }));
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
 * linear layers, standard normal for the start token, ones and zeros for the batch norm.
 */
export function initialParameters(
  spec: ModelSpecification,
  random: { uniform(): number; normal(): number },
): TensorMap {
  const fanIn = (name: string): number =>
    name.startsWith('decoder.hidden_projection') ? spec.bottleneckSize : spec.hiddenSize;
  const parameters: TensorMap = new Map();
  for (const { name, shape } of parameterShapes(spec)) {
    const data = new Float32Array(elementCount(shape));
    if (name === 'decoder.start_token') for (let i = 0; i < data.length; i++) data[i] = random.normal();
    else if (name.includes('batch_norm')) data.fill(/\.(weight|running_var)$/.test(name) ? 1 : 0);
    else {
      const bound = 1 / Math.sqrt(fanIn(name));
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
    if (!tensor.data.every(Number.isFinite)) throw new Error(`the tensor ${name} holds a number that is not finite`);
  }
}
