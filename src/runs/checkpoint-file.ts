import {
  float32Tensors,
  readSafetensors,
  typedTensors,
  writeSafetensors,
  type TypedTensor,
} from '../model/safetensors.ts';
import type { TensorMap } from '../model/parameters.ts';
import { damaged } from './file-problem.ts';
import { isRecord } from './json-shape.ts';

/** Everything from which training goes on exactly as if it had not been interrupted. */
export interface Checkpoint {
  /** Whole epochs done. */
  epoch: number;
  /** Batch norm's running statistics included. */
  parameters: TensorMap;
  optimizer: { step: number; firstMoment: TensorMap; secondMoment: TensorMap };
  /** The best weights so far, where training keeps them. */
  best: TensorMap | null;
  /** The training loop's own state, as JSON. */
  state: object;
}

const parts = ['parameters', 'first-moment', 'second-moment', 'best'] as const;

/** One safetensors file, so that weights, moments and state cannot disagree: tensors `<part>/<name>`, the rest as metadata. */
export function encodeCheckpoint({ epoch, parameters, optimizer, best, state }: Checkpoint): Uint8Array {
  const maps = [parameters, optimizer.firstMoment, optimizer.secondMoment, best ?? new Map()] satisfies TensorMap[];
  const tensors = new Map<string, TypedTensor>();
  for (const [i, map] of maps.entries())
    for (const [name, tensor] of typedTensors(map)) tensors.set(`${parts[i]}/${name}`, tensor);
  const numbers = { epoch, step: optimizer.step, best: best !== null };
  return writeSafetensors(tensors, { checkpoint: JSON.stringify(numbers), state: JSON.stringify(state) });
}

/** Throws a UserError that names `file` when it is not what `encodeCheckpoint` writes. */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const numbers: unknown = JSON.parse(metadata.checkpoint ?? '');
    const state: unknown = JSON.parse(metadata.state ?? '');
    if (!isRecord(numbers) || !isRecord(state)) throw new Error('it does not hold the state of a training');
    const maps = new Map(parts.map((part) => [part, new Map<string, TypedTensor>()]));
    for (const [name, tensor] of tensors) {
      const [part, rest] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
      maps.get(part as (typeof parts)[number])?.set(rest, tensor);
    }
    const [parameters, firstMoment, secondMoment, best] = parts.map((part) => float32Tensors(maps.get(part)!));
    return {
      epoch: Number(numbers.epoch),
      parameters: parameters!,
      optimizer: { step: Number(numbers.step), firstMoment: firstMoment!, secondMoment: secondMoment! },
      best: numbers.best === true ? best! : null,
      state,
    };
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}
