import type * as core from '@tensorflow/tfjs-core';
import type { ModelSpecification } from '../../model/specification.ts';
import type { Scan } from './scan.ts';

/**
 * TensorFlow.js as it is handed in, with a backend chosen: packages bring their own instance, whose tensors and
 * gradients another does not know. So nothing here may import more than types from it.
 */
export type TensorFlow = typeof core;

/** What the parts of a network compute with: the parameters by name, trained or given, in PyTorch's shapes. */
export interface Model {
  tf: TensorFlow;
  specification: ModelSpecification;
  weight(name: string): core.Tensor;
  scan: Scan;
}
