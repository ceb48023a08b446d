import { gateCount, pooledBlocks, type Cell, type ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats, Integers } from './arena.ts';
import { gateLayouts, type GateLayout } from '../gate-layouts.ts';
import type { Kernels } from './kernels.ts';
import { multiplyShared, multiplySymmetric, packedLength, type Matrix } from './matrix.ts';
import type { Team } from './threads/team.ts';
import { createParameterBlock, type ParameterBlock, type ParameterLayout } from './parameter-block.ts';

/** Items that are summed in one go. */
const SUMMED = 256;

/** Sizes of one network and its largest batch. */
export interface Sizes {
  D: number;
  /** Hidden units as they lie in memory, with those that only fill up, which stay 0; and without. */
  H: number;
  hidden: number;
  Z: number;
  /** Width of a row of gates, and of the part that input weights fill. */
  gates: number;
  inputs: number;
  maxRows: number;
  maxSteps: number;
  /** Words when it was made. */
  vocabulary: number;
}

/** What encoder and decoder compute with. */
export interface Context {
  kernels: Kernels;
  team: Team;
  cell: Cell;
  layout: GateLayout;
  sizes: Sizes;
  weights: ParameterBlock;
  gradients: ParameterBlock;
  /** Vectors of the batch's distinct words, [words, D]. */
  words: Floats;
  /** See BatchPlan. */
  encoderWords: Integers;
  decoderWords: Integers;
  /** The vectors that the encoder reads, [rows, D]: the distinct words, or, with noise, each token's own. */
  reading: { address: number; rows: number };
  /** Place in `reading` of each valid token, compact, [tokens]. */
  readWords: Integers;
  /** Another number with each change of the weights or of the word vectors. */
  weightsVersion: number;
  /** Whether the pass is one without a gradient, noise or dropout, of which many may follow with the same weights. */
  evaluating: boolean;
  /**
   * Sum over `count` items by all threads: `work` stores that of a few at an address, in double precision. Which few
   * does not depend on the number of threads.
   */
  sum(count: number, work: (kernels: Kernels, from: number, to: number, sums: number) => void): number;
  /** Zeroes the first `count` numbers, all when not given: far faster than `fill`, which takes shared memory number by number. */
  clear(floats: Floats, count?: number): void;
  /** c (+)= a b, by all threads. */
  multiply(c: Matrix, a: Matrix, b: Matrix, accumulate?: boolean): void;
  /** c = b^T b, by all threads. */
  multiplyByItself(c: Matrix, b: Matrix): void;
}

export function sizesOf(
  spec: ModelSpecification,
  { hidden, maxRows, maxSteps, vocabulary }: { hidden: number; maxRows: number; maxSteps: number; vocabulary: number },
): Sizes {
  const layout = gateLayouts[spec.cell];
  if (layout.inputBlocks !== gateCount(spec.cell)) throw new Error('gate layouts and gate counts disagree');
  return {
    D: spec.inputSize,
    H: hidden,
    hidden: spec.hiddenSize,
    Z: spec.bottleneckSize,
    gates: layout.blocks * hidden,
    inputs: layout.inputBlocks * hidden,
    maxRows,
    maxSteps,
    vocabulary,
  };
}

export function createContext(
  instance: { kernels: Kernels; team: Team },
  arena: Arena,
  spec: ModelSpecification,
  parameters: ParameterLayout,
  sizes: Sizes,
): Context {
  const { D, H, Z, gates, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const shortcut = spec.shortcut
    ? [spec.maxPositions * spec.shortcutChannels, spec.shortcutHidden, D + spec.shortcutWords]
    : [];
  const widest = Math.max(
    ...[gates, Math.max(D, Z) + spec.positions, pooledBlocks(spec) * H, spec.layers * H, 3 * H],
    ...shortcut,
  );
  const words = arena.floats(tokens * D);
  const sums = arena.doubles(Math.ceil(tokens / SUMMED));
  // Each token and the padding may be a row of their own.
  const scratch = arena.floats(packedLength(Math.max(tokens + 1, widest), widest));
  return {
    ...{ kernels: instance.kernels, team: instance.team },
    cell: spec.cell,
    layout: gateLayouts[spec.cell],
    sizes,
    weights: createParameterBlock(arena, parameters),
    gradients: createParameterBlock(arena, parameters),
    words,
    encoderWords: arena.integers(tokens),
    decoderWords: arena.integers(tokens),
    reading: { address: words.address, rows: 0 },
    readWords: arena.integers(tokens),
    weightsVersion: 0,
    evaluating: false,
    sum(count, work) {
      const stretches = Math.ceil(count / SUMMED);
      instance.team.run(stretches, 1, (kernels, from, to) => {
        for (let i = from; i < to; i++)
          work(kernels, i * SUMMED, Math.min(count, (i + 1) * SUMMED), sums.address + i * 8);
      });
      return sums.view.subarray(0, stretches).reduce((sum, value) => sum + value, 0);
    },
    clear({ address, length }, count = length) {
      instance.kernels.clearRows(address, 1, Math.min(count, length), 0);
    },
    multiply(c, a, b, accumulate = false) {
      multiplyShared(instance, scratch.address, c, a, b, accumulate);
    },
    multiplyByItself(c, b) {
      multiplySymmetric(instance, scratch.address, c, b);
    },
  };
}

/** Address of an element of a buffer. */
export function at(buffer: Floats | Integers, element: number): number {
  return buffer.address + element * 4;
}
