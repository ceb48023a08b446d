import type { Tensor } from '@tensorflow/tfjs-core';
import { adamDefaults, adamFactors } from '../adam.ts';
import type { OptimizerState } from '../engine.ts';
import type { ParameterVector } from './parameter-vector.ts';
import type { TensorFlow } from './tensorflow.ts';

/** Adam (Kingma and Ba 2015) over the vector of all parameters, its moments on the device. */
export interface Optimizer {
  /** Steps taken. */
  readonly steps: number;
  /** The weights after a step against a gradient that `clip` scales; the caller's to dispose of. */
  step(weights: Tensor, gradient: Tensor, learningRate: number, clip: number): Tensor;
  state(): Promise<OptimizerState>;
  setState(state: OptimizerState): void;
  dispose(): void;
}

export function createOptimizer(tf: TensorFlow, vector: ParameterVector, length: number): Optimizer {
  const { beta1, beta2, epsilon } = adamDefaults;
  let steps = 0;
  let moments: [first: Tensor, second: Tensor] = [tf.zeros([length]), tf.zeros([length])];
  const replace = (changed: typeof moments): void => {
    tf.dispose(moments);
    moments = changed;
  };
  return {
    get steps() {
      return steps;
    },
    step(weights, gradient, learningRate, clip) {
      const { stepSize, inverseRoot } = adamFactors(steps + 1, learningRate);
      const [first, second] = moments;
      const [changed, ...moved] = tf.tidy(() => {
        const clipped = tf.mul(gradient, clip);
        const m = tf.add(tf.mul(first, beta1), tf.mul(clipped, 1 - beta1));
        const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(clipped), 1 - beta2));
        const denominator = tf.add(tf.mul(tf.sqrt(v), inverseRoot), epsilon);
        return [tf.sub(weights, tf.div(tf.mul(m, stepSize), denominator)), m, v] as [Tensor, Tensor, Tensor];
      });
      replace(moved);
      steps++;
      return changed;
    },
    async state() {
      const [first, second] = (await Promise.all(moments.map((moment) => moment.data()))) as Float32Array[];
      return { step: steps, firstMoment: vector.toMap(first!), secondMoment: vector.toMap(second!) };
    },
    setState(state) {
      const [first, second] = [vector.fromMap(state.firstMoment), vector.fromMap(state.secondMoment)];
      replace([tf.tensor1d(first), tf.tensor1d(second)]);
      steps = state.step;
    },
    dispose: () => tf.dispose(moments),
  };
}
