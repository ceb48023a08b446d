import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';
import { plainProduct } from '../products.ts';
import { compositeScan, type Scan } from '../scan.ts';
import type { TensorFlow } from '../tensorflow.ts';
import type { ScanSizes } from './cell-shaders.ts';
import { computedSize, scanFits, scanSizes } from './scan-limits.ts';
import { backwardShader, forwardShader } from './scan-shaders.ts';

/**
 * The scan in one dispatch each way, on TensorFlow.js's WebGPU backend, which has to be the one that computes. Where a
 * device's limits are too narrow for it, the composite one. With it a training step of 50 tokens is about 175 dispatches
 * in the seed's recipe (1,110 without) and 370 in the recommended one (3,900), each of which takes TensorFlow.js tens of
 * microseconds to record, however little it computes.
 */
export const webGpuScan: Scan = (tf, cell, inputs, weight, first) => {
  const [steps, rows] = inputs.shape as [number, number, number];
  const backend = tf.backend() as WebGPUBackend;
  if (!scanFits(backend.device.limits, cell, steps, rows, first.shape[1]!))
    return compositeScan(tf, cell, inputs, weight, first);
  const run = tf.customGrad((...given) => {
    const [x, w, h, save] = given as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const computed = forward(tf, backend, cell, x, w, h);
    save([w, computed]);
    const H = h.shape[1]!;
    return {
      value: tf.reshape(tf.slice(computed, [rows * H], [steps * rows * H]), [steps, rows, H]),
      gradFunc: (dStates: Tensor, saved: Tensor[]) => {
        const [savedWeight, savedComputed] = saved as [Tensor, Tensor];
        return backward(tf, backend, cell, dStates, savedWeight, savedComputed);
      },
    };
  });
  return run(inputs, weight, first);
};

/** What the forward pass leaves, as its shader lays it out. */
function forward(tf: TensorFlow, backend: WebGPUBackend, cell: Cell, inputs: Tensor, weight: Tensor, first: Tensor) {
  const [steps, rows] = inputs.shape as [number, number, number];
  const H = first.shape[1]!;
  const byPlaces = weightByPlaces(tf, cell, weight, [2, 1, 0]);
  return runScan(tf, backend, cell, rows, H, {
    name: 'forward',
    shader: forwardShader,
    inputs: { inputs, weight: byPlaces, first },
    outputs: computedSize(cell, steps, rows, H),
  });
}

/** Gradients of the inputs, the weight and the first state. */
function backward(
  tf: TensorFlow,
  backend: WebGPUBackend,
  cell: Cell,
  dStates: Tensor,
  weight: Tensor,
  computed: Tensor,
): Tensor[] {
  const [steps, rows, H] = dStates.shape as [number, number, number];
  const gates = weight.shape[0]!;
  const found = runScan(tf, backend, cell, rows, H, {
    name: 'backward',
    shader: backwardShader,
    inputs: { dStates, weight: weightByPlaces(tf, cell, weight, [1, 2, 0]), saved: computed },
    outputs: rows * (steps * gates + H),
  });
  const dInputs = tf.reshape(tf.slice(found, [0], [steps * rows * gates]), [steps * rows, gates]);
  const dFirst = tf.reshape(tf.slice(found, [steps * rows * gates], [rows * H]), [rows, H]);
  const previous = tf.reshape(tf.slice(computed, [0], [steps * rows * H]), [steps * rows, H]);
  const dWeight = plainProduct(tf, dInputs, previous, true, false);
  return [tf.reshape(dInputs, [steps, rows, gates]), dWeight, dFirst];
}

/** Of the gates' weight, [blocks, H, H before], the axes in another order. */
function weightByPlaces(tf: TensorFlow, cell: Cell, weight: Tensor, axes: number[]): Tensor {
  const H = weight.shape[1]!;
  const byBlocks = tf.reshape(weight, [gateLayouts[cell].blocks, H, H]);
  return tf.transpose(byBlocks, axes);
}

interface Pass {
  name: string;
  shader(cell: Cell, sizes: ScanSizes): string;
  /** By the names that the shader has for them; the weight is read a place at a time. */
  inputs: Record<string, Tensor>;
  /** Numbers of the result. */
  outputs: number;
}

function runScan(tf: TensorFlow, backend: WebGPUBackend, cell: Cell, rows: number, H: number, pass: Pass): Tensor {
  const sizes = scanSizes(backend.device.limits, cell, rows, H);
  const names = Object.keys(pass.inputs);
  const program = {
    // A program is compiled once for each of its keys.
    shaderKey: `scan ${cell} ${H} ${sizes.groupRows} ${pass.name}`,
    outputShape: [pass.outputs],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(rows / sizes.groupRows), 1, 1] as [number, number, number],
    workgroupSize: [sizes.threads, 1, 1] as [number, number, number],
    variableNames: names,
    variableComponents: names.map((name) => (name === 'weight' ? gateLayouts[cell].blocks : 1)),
    getUserCode: () => pass.shader(cell, sizes),
  };
  const output = backend.runWebGPUProgram(program, Object.values(pass.inputs), 'float32');
  return tf.engine().makeTensorFromTensorInfo(output, backend);
}
