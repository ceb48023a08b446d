import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Of TensorFlow.js's own record of a tensor, what is looked into here. */
interface TensorRecord {
  shape: number[];
  dtype: string;
  values: ArrayLike<number> | null;
  resource: unknown;
}

interface Uploading {
  tensorMap: { get(dataId: object): TensorRecord };
  uploadToGPU(dataId: object): void;
}

/**
 * Has numbers go to the GPU by its queue. By itself TensorFlow.js's WebGPU backend makes a buffer for each upload, maps it,
 * copies from it and destroys it, and ends the pass before: thirty times in a training step, two thirds of its time. What
 * the queue writes is there before the commands that are recorded now, since those are submitted later, and no buffer that
 * they use is given out again before that.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  const uploading = backend as unknown as Uploading;
  const { bufferManager, queue } = backend;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  uploading.uploadToGPU = (dataId) => {
    const tensor = uploading.tensorMap.get(dataId);
    if (tensor.resource) return;
    const { shape, dtype, values } = tensor;
    const numbers = shape.reduce((product, size) => product * size, 1);
    const buffer = bufferManager.acquireBuffer(Float32Array.BYTES_PER_ELEMENT * numbers, usage);
    if (values) queue.writeBuffer(buffer, 0, inFourBytes(values, dtype));
    tensor.resource = buffer;
    // They are read back from there.
    tensor.values = null;
  };
}

/** As the shaders take them: truths as whole numbers. */
function inFourBytes(values: ArrayLike<number>, dtype: string): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  const type = dtype === 'float32' ? Float32Array : Int32Array;
  return values instanceof type && values.buffer instanceof ArrayBuffer
    ? (values as Float32Array<ArrayBuffer>)
    : type.from(values);
}
