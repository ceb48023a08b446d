import fs from 'node:fs';
import { builtFile } from '../built-file.ts';
import { defaultThreads } from './threads/default-threads.ts';
import { startKernels } from './threads/start-kernels.ts';
import { createTeam, type Team } from './threads/team.ts';
import { compileWide, wideKernelsHelp } from './wide-kernels.ts';

/**
 * The kernels that compute, as the module exports them; see src/engine/wasm/kernels. Addresses are bytes, sizes elements.
 * None gives anything back, so that any thread can be told to run one.
 */
export interface Kernels {
  pack(source: number, rowStride: number, columnStride: number, depth: number, columns: number, packed: number): void;
  product(
    a: number,
    aRow: number,
    aColumn: number,
    packed: number,
    c: number,
    cRow: number,
    rows: number,
    depth: number,
    columns: number,
    accumulate: boolean,
  ): void;
  rnnForward(gates: number, h: number, count: number): void;
  rnnBackward(gates: number, h: number, dh: number, count: number): void;
  gruForward(gates: number, previous: number, h: number, rows: number, size: number): void;
  gruBackward(gates: number, previous: number, dh: number, dPrevious: number, rows: number, size: number): void;
  lstmForward(gates: number, previousCell: number, cell: number, h: number, rows: number, size: number): void;
  lstmBackward(
    gates: number,
    previousCell: number,
    cell: number,
    dh: number,
    dCell: number,
    rows: number,
    size: number,
  ): void;
  gatherRows(from: number, index: number, rows: number, width: number, to: number, toStride: number): void;
  gatherAddRows(from: number, index: number, rows: number, width: number, to: number, toStride: number): void;
  fillRows(from: number, rows: number, width: number, to: number, toStride: number): void;
  scatterAddRows(
    from: number,
    fromStride: number,
    index: number,
    rows: number,
    width: number,
    to: number,
    toStride: number,
  ): void;
  clearRows(to: number, rows: number, width: number, toStride: number): void;
  copy(from: number, count: number, to: number): void;
  sumRows(from: number, fromStride: number, rows: number, width: number, to: number): void;
  addScaledRows(from: number, fromStride: number, factors: number, rows: number, width: number, to: number): void;
  addToRows(from: number, rows: number, width: number, to: number, toStride: number): void;
  mirror(square: number, size: number, stride: number): void;
  addOuter(a: number, b: number, scale: number, rows: number, columns: number, to: number): void;
  rectify(values: number, count: number): void;
  rectifyBackward(gradient: number, values: number, count: number): void;
  scale(values: number, count: number, factor: number): void;
  scaleRows(from: number, factors: number, rows: number, width: number, to: number): void;
  gramErrors(
    h: number,
    dh: number,
    q: number,
    projected: number,
    index: number,
    coefficients: number,
    rows: number,
    size: number,
    errors: number,
  ): void;
  rowErrors(y: number, x: number, index: number, rows: number, width: number, errors: number): void;
  rowDistances(center: number, x: number, rows: number, width: number, distances: number): void;
  gramLoss(
    h: number,
    dh: number,
    q: number,
    projected: number,
    index: number,
    rows: number,
    size: number,
    scale: number,
    sums: number,
  ): void;
  squaredError(y: number, x: number, index: number, rows: number, width: number, sums: number): void;
  squaredDistance(center: number, x: number, index: number, rows: number, width: number, sums: number): void;
  scoreWords(
    dots: number,
    rows: number,
    words: number,
    places: number,
    inverseNorms: number,
    squares: number,
    rate: number,
    count: number,
    scores: number,
  ): void;
  sumOfSquares(values: number, count: number, sums: number): void;
  adam(
    weights: number,
    gradients: number,
    m: number,
    v: number,
    count: number,
    clip: number,
    stepSize: number,
    inverseRoot: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    epsilon: number,
  ): void;
}

/** What else the module exports. */
export interface KernelModuleFacts {
  heapBase(): number;
  threadLimit(): number;
  setThread(thread: number): void;
}

/** `relaxed` fuses multiply and add; `wide` is that for vectors of 256 bits; `plain` does without either. */
export const kernelVariants = ['wide', 'relaxed', 'plain'] as const;
export type KernelVariant = (typeof kernelVariants)[number];

function readVariant(variant: KernelVariant): Uint8Array<ArrayBuffer> {
  return fs.readFileSync(builtFile(`kernels.${variant}.wasm`));
}

/** Whether this runtime accepts the variant's instructions (Node 20 has no relaxed SIMD). */
export function supportsVariant(variant: KernelVariant): boolean {
  return WebAssembly.validate(readVariant(variant));
}

/** The fastest that works here. `wide` and `relaxed` compute the same to the bit. */
export async function bestVariant(): Promise<KernelVariant> {
  if (!supportsVariant('relaxed')) return 'plain';
  return (await wideKernelsHelp()) ? 'wide' : 'relaxed';
}

const compiled = new Map<KernelVariant, WebAssembly.Module>();

/** At once: a compilation that V8 does in the background is lost where `compileWide` changes flags meanwhile. */
function compileVariant(variant: KernelVariant): WebAssembly.Module {
  let module = compiled.get(variant);
  if (!module) {
    const bytes = readVariant(variant);
    module = variant === 'wide' ? compileWide(bytes) : new WebAssembly.Module(bytes);
    compiled.set(variant, module);
  }
  return module;
}

/** wasm's 32-bit memory ends here. A memory that threads share has to say so beforehand; it takes no more than it uses. */
const mostPages = 65536;

/** A fresh instance with a memory of its own, and the threads that compute in it. */
export interface KernelInstance {
  kernels: Kernels;
  memory: WebAssembly.Memory;
  /** First address that is free. */
  heapBase: number;
  variant: KernelVariant;
  team: Team;
}

/** `auto` takes the fastest build. `threads`: of this process; without it, all that help. */
export async function instantiateKernels(
  choice: KernelVariant | 'auto' = 'auto',
  threads = defaultThreads(),
): Promise<KernelInstance> {
  const variant = choice === 'auto' ? await bestVariant() : choice;
  const module = compileVariant(variant);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
  const exports = startKernels(module, memory, 0);
  const { kernels, heapBase, threadLimit } = exports;
  const team = createTeam(kernels, module, memory, Math.min(threads, threadLimit));
  return { kernels, memory, heapBase, variant, team };
}
