import type { Tensor } from '@tensorflow/tfjs-core';
import { commonWordsOf } from '../common-words.ts';
import { parameterShapes, type TensorMap } from '../../model/parameters.ts';
import type { NetworkOptions } from '../engine.ts';
import { movedStatistics, type BatchStatistics } from './normalization.ts';
import { layOutVector, type ParameterVector } from './parameter-vector.ts';
import type { Scan } from './scan.ts';
import type { Model, TensorFlow } from './tensorflow.ts';

/** A network's parameters on the device. */
export interface ParameterStore {
  vector: ParameterVector;
  /** The trainable ones side by side. */
  readonly weights: Tensor;
  /** The same by slot of the vector, as the network is computed with. */
  readonly pieces: Tensor[];
  /** Places of the vocabulary among the words that a shortcut counts. */
  readonly common: Int32Array;
  /** The network's parts compute with `pieces`, or tensors in their places, and with those that are not trained. */
  model(pieces: readonly Tensor[]): Model;
  /** Takes over `weights` after a step, and moves running statistics towards those of its batch of `rows`. */
  replaceWeights(weights: Tensor, statistics: BatchStatistics | undefined, rows: number): void;
  /** Tensors that `checkParameters` lets pass. */
  write(parameters: TensorMap): void;
  /** The table in which the shortcut's common words are looked up. */
  setVectors(vectors: Float32Array): void;
  read(): Promise<TensorMap>;
  dispose(): void;
}

export function createParameterStore(
  tf: TensorFlow,
  { specification, vectors, parameters }: NetworkOptions,
  scan: Scan,
): ParameterStore {
  let table = vectors;
  let commonWords: Float32Array = new Float32Array();
  const vector = layOutVector(tf, specification);
  const givenShapes = parameterShapes(specification).filter(({ trainable }) => !trainable);
  let weights: Tensor | undefined;
  let pieces: Tensor[] = [];
  let given = new Map<string, Tensor>();
  let common: Int32Array = new Int32Array();

  const setWeights = (changed: Tensor): void => {
    tf.dispose([...(weights ? [weights] : []), ...pieces]);
    weights = changed;
    pieces = tf.tidy(() => vector.split(changed));
  };
  const setGiven = (changed: [name: string, tensor: Tensor][]): void => {
    for (const [name, tensor] of changed) {
      given.get(name)?.dispose();
      given.set(name, tensor);
    }
  };
  const findCommon = (): void => {
    common = commonWordsOf(table, commonWords, specification.inputSize);
  };
  const write = (tensors: TensorMap): void => {
    setWeights(tf.tensor1d(vector.fromMap(tensors)));
    setGiven(givenShapes.map(({ name, shape }) => [name, tf.tensor(tensors.get(name)!.data, [...shape])]));
    if (specification.shortcut) commonWords = tensors.get('shortcut.common_words')!.data;
    findCommon();
  };
  write(parameters);

  return {
    vector,
    get weights() {
      return weights!;
    },
    get pieces() {
      return pieces;
    },
    get common() {
      return common;
    },
    model(used) {
      const byName = new Map(vector.slots.map(({ name }, i) => [name, used[i]!]));
      return { tf, specification, scan, weight: (name) => byName.get(name) ?? given.get(name)! };
    },
    replaceWeights(changed, statistics, rows) {
      setWeights(changed);
      if (!statistics) return;
      const [mean, variance] = ['encoder.batch_norm.running_mean', 'encoder.batch_norm.running_var'] as const;
      const running = { mean: given.get(mean)!, variance: given.get(variance)! };
      const moved = tf.tidy(() => ({ ...movedStatistics(tf, running, statistics, rows) }));
      setGiven([
        [mean, moved.mean],
        [variance, moved.variance],
      ]);
    },
    write,
    setVectors(changed) {
      table = changed;
      findCommon();
    },
    async read() {
      const trained = vector.toMap((await weights!.data()) as Float32Array);
      const others = givenShapes.map(async ({ name, shape }) => {
        const data = (await given.get(name)!.data()) as Float32Array;
        return [name, { shape, data: data.slice() }] as const;
      });
      return new Map([...trained, ...(await Promise.all(others))]);
    },
    dispose() {
      tf.dispose([weights!, ...pieces, ...given.values()]);
      pieces = [];
      given = new Map();
    },
  };
}
