import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';
import { plainProduct } from '../products.ts';
import { compositeScan, type Scan } from '../scan.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { computedSize, scanFits, threadsFor } from './scan-limits.ts';
import { backwardShader, forwardShader } from './scan-shaders.ts';

/**
 * The scan in one dispatch each way, on TensorFlow.js's WebGPU backend, which has to be the one that computes. Where a
 * device's limits are too narrow for it, the composite one.
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
  return runProgram(tf, backend, [inputs, weightByPlaces(tf, cell, weight, [2, 1, 0]), first], {
    ...programShape(backend, cell, H, rows, computedSize(cell, steps, rows, H)),
    shaderKey: `scan ${cell} ${H} forward`,
    variableNames: ['inputs', 'weight', 'first'],
    variableComponents: [1, gateLayouts[cell].blocks, 1],
    getUserCode: () => forwardShader(cell, H, threadsFor(backend.device.limits, H)),
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
  const found = runProgram(tf, backend, [dStates, weightByPlaces(tf, cell, weight, [1, 2, 0]), computed], {
    ...programShape(backend, cell, H, rows, rows * (steps * gates + H)),
    shaderKey: `scan ${cell} ${H} backward`,
    variableNames: ['dStates', 'weight', 'saved'],
    variableComponents: [1, gateLayouts[cell].blocks, 1],
    getUserCode: () => backwardShader(cell, H, threadsFor(backend.device.limits, H)),
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

function programShape(backend: WebGPUBackend, cell: Cell, H: number, rows: number, outputs: number) {
  return {
    outputShape: [outputs],
    dispatchLayout: { x: [0] },
    dispatch: [rows, 1, 1] as [number, number, number],
    workgroupSize: [threadsFor(backend.device.limits, H), 1, 1] as [number, number, number],
  };
}

function runProgram(tf: TensorFlow, backend: WebGPUBackend, inputs: Tensor[], program: WebGPUProgram): Tensor {
  const output = backend.runWebGPUProgram(program, inputs, 'float32');
  return tf.engine().makeTensorFromTensorInfo(output, backend);
}
