import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensorflow.ts';

/** By input, what gives its gradient. */
type NamedGradientMap = Record<string, () => Tensor>;

type Gradient = Omit<GradConfig, 'kernelName' | 'gradFunc'> & {
  gradFunc(dy: Tensor, saved: Tensor[], attributes: NamedAttrMap): NamedGradientMap;
};

/**
 * Registers the gradients of the operations that the network is made of, where the instance has none: TensorFlow.js's core
 * comes without, and the module that adds all of them belongs to one instance. What is here is the chain rule for each
 * operation, by the names of its inputs.
 */
export function registerGradients(tf: TensorFlow): void {
  for (const [kernelName, gradient] of Object.entries({ ...elementwise(tf), ...rearranging(tf) }))
    if (!tf.getGradient(kernelName)) tf.registerGradient({ kernelName, ...gradient } as GradConfig);
}

/** A gradient in the shape of what was broadcast to it. */
function reducedTo(tf: TensorFlow, gradient: Tensor, { shape, rank }: Tensor): Tensor {
  const surplus = gradient.rank - rank;
  const axes = gradient.shape.flatMap((size, i) => (i < surplus || (size > 1 && shape[i - surplus] === 1) ? [i] : []));
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

function elementwise(tf: TensorFlow): Record<string, Gradient> {
  /** `slope` gives what the gradient is multiplied by, from the input or the output. */
  const unary = (from: 'input' | 'output', slope: (x: Tensor) => Tensor): Gradient => ({
    ...(from === 'input' ? { inputsToSave: ['x'] } : { outputsToSave: [true] }),
    gradFunc: (dy, [saved]) => ({ x: () => tf.mul(dy, slope(saved!)) }),
  });
  const binary = (of: (dy: Tensor, a: Tensor, b: Tensor) => Record<'a' | 'b', () => Tensor>): Gradient => ({
    inputsToSave: ['a', 'b'],
    gradFunc(dy, saved) {
      const [a, b] = saved as [Tensor, Tensor];
      const found = of(dy, a, b);
      return { a: () => reducedTo(tf, found.a(), a), b: () => reducedTo(tf, found.b(), b) };
    },
  });
  return {
    Add: binary((dy) => ({ a: () => dy, b: () => dy })),
    Sub: binary((dy) => ({ a: () => dy, b: () => tf.neg(dy) })),
    Multiply: binary((dy, a, b) => ({ a: () => tf.mul(dy, b), b: () => tf.mul(dy, a) })),
    RealDiv: binary((dy, a, b) => ({
      a: () => tf.div(dy, b),
      b: () => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
    })),
    Maximum: binary((dy, a, b) => ({
      a: () => tf.mul(dy, tf.cast(tf.greaterEqual(a, b), 'float32')),
      b: () => tf.mul(dy, tf.cast(tf.less(a, b), 'float32')),
    })),
    Neg: { gradFunc: (dy) => ({ x: () => tf.neg(dy) }) },
    Square: unary('input', (x) => tf.mul(x, 2)),
    Sqrt: unary('output', (y) => tf.div(0.5, y)),
    Exp: unary('output', (y) => y),
    Tanh: unary('output', (y) => tf.sub(1, tf.square(y))),
    Sigmoid: unary('output', (y) => tf.mul(y, tf.sub(1, y))),
    Relu: unary('input', (x) => tf.step(x)),
    Softmax: {
      outputsToSave: [true],
      gradFunc: (dy, [y], { dim }) => ({
        logits: () => {
          const shared = tf.mul(dy, y!);
          return tf.sub(shared, tf.mul(tf.sum(shared, dim as number, true), y!));
        },
      }),
    },
  };
}

function rearranging(tf: TensorFlow): Record<string, Gradient> {
  const reshaped: Gradient = {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) }),
  };
  /** Each input's gradient under its place in the list of inputs. */
  const byPlace = (gradients: Tensor[]): NamedGradientMap =>
    Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
  /** The gradients of all that came out, though the type knows one. */
  const asList = (dy: Tensor): Tensor[] => (Array.isArray(dy) ? (dy as Tensor[]) : [dy]);
  return {
    Identity: { gradFunc: (dy) => ({ x: () => dy }) },
    Reshape: reshaped,
    ExpandDims: {
      ...reshaped,
      inputsToSave: ['input'],
      gradFunc: (dy, [x]) => ({ input: () => tf.reshape(dy, x!.shape) }),
    },
    Sum: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => ({
        x: () => {
          const axes = tf.util.parseAxisParam(axis as number | number[], x!.shape);
          const kept = x!.shape.map((size, i) => (axes.includes(i) ? 1 : size));
          return tf.mul(tf.reshape(dy, kept), tf.ones(x!.shape));
        },
      }),
    },
    Transpose: {
      gradFunc: (dy, _, { perm }) => ({
        x: () =>
          tf.transpose(
            dy,
            (perm as number[]).map((__, axis) => (perm as number[]).indexOf(axis)),
          ),
      }),
    },
    Slice: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const begin = attributes.begin as number[];
          return tf.pad(
            dy,
            begin.map((from, i) => [from, x!.shape[i]! - from - dy.shape[i]!]),
          );
        },
      }),
    },
    PadV2: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { paddings }) => ({
        x: () =>
          tf.slice(
            dy,
            (paddings as [number, number][]).map(([before]) => before),
            x!.shape,
          ),
      }),
    },
    Concat: {
      saveAllInputs: true,
      gradFunc(dy, saved, attributes) {
        const axis = tf.util.parseAxisParam(attributes.axis as number, saved[0]!.shape)[0]!;
        const sizes = saved.map(({ shape }) => shape[axis]!);
        return byPlace(tf.split(dy, sizes, axis));
      },
    },
    SplitV: {
      gradFunc: (dy, _, { axis }) => ({ x: () => tf.concat(asList(dy), axis as number) }),
    },
    Pack: { saveAllInputs: true, gradFunc: (dy, _, { axis }) => byPlace(tf.unstack(dy, axis as number)) },
    Unpack: {
      gradFunc: (dy, _, { axis }) => ({ value: () => tf.stack(asList(dy), axis as number) }),
    },
  };
}
