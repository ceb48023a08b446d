import type { Network, NetworkOptions, OptimizerState } from '../engine/engine.ts';
import type { EngineLoss } from '../engine/engine-lost.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { EngineProblem, ProcessEngine } from './engine-choices.ts';

/** What an engine process is to load. */
export interface EngineToOpen {
  engine: ProcessEngine;
  /** The folder whose `node_modules` holds its package; '' for what comes with the program. */
  folder: string;
  /** Whether a software adapter may pass for a GPU: for checks of correctness only. */
  software: boolean;
}

/** What an engine process has loaded. */
export interface OpenedEngine {
  description: string;
  threads: number;
  /** The GPU's name, or ''. */
  adapter: string;
  /** Of the package that computes. */
  version: string;
}

/** Calls of a network that are answered. */
export const networkCalls = [
  'trainStep',
  'gradientNorms',
  'hiddenStatistics',
  'gradients',
  'evaluate',
  'reconstruct',
  'decode',
  'parameters',
  'optimizerState',
] as const satisfies readonly (keyof Network)[];
export type NetworkCall = (typeof networkCalls)[number];

export type CallArguments<C extends NetworkCall> = Parameters<Network[C]>;
export type CallResult<C extends NetworkCall> = Awaited<ReturnType<Network[C]>>;

/** `network` is the number that the answer to `create` gave. */
export type ToEngine =
  | { type: 'open'; id: number; open: EngineToOpen }
  | { type: 'create'; id: number; options: NetworkOptions }
  | { type: 'call'; id: number; network: number; call: NetworkCall; args: unknown[] }
  | { type: 'setVectors'; network: number; vectors: Float32Array }
  | { type: 'setParameters'; network: number; parameters: TensorMap }
  | { type: 'setOptimizerState'; network: number; state: OptimizerState }
  | { type: 'dispose'; network: number };

/** Why an engine process did not do what it was asked to. */
export type EngineFailure =
  /** What was asked for is wrong, and the network is as it was. */
  | { kind: 'range'; message: string }
  /** The engine cannot be loaded. */
  | { kind: 'problem'; problem: EngineProblem; message: string }
  /** It is gone. */
  | { kind: 'loss'; loss: EngineLoss; message: string };

export type FromEngine =
  /** `result` is read by the reader of what `id` asked for. */
  | { type: 'result'; id: number; result: unknown }
  | { type: 'failure'; id: number; failure: EngineFailure }
  /** Of no call in particular: a device can be lost between two. */
  | { type: 'lost'; loss: EngineLoss; message: string };
