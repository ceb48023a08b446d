import fs from 'node:fs';

/** The exports of the kernel module; see src/engine/wasm/kernels. Addresses are bytes, sizes elements. */
export interface Kernels {
  heapBase(): number;
  packedSize(depth: number, columns: number): number;
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
  scatterAddRows(from: number, fromStride: number, index: number, rows: number, width: number, to: number): void;
  sumRows(from: number, fromStride: number, rows: number, width: number, to: number): void;
  addToRows(from: number, rows: number, width: number, to: number, toStride: number): void;
  addOuter(a: number, b: number, scale: number, rows: number, columns: number, to: number): void;
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
  ): number;
  squaredError(y: number, x: number, index: number, rows: number, width: number): number;
  squaredDistance(center: number, x: number, index: number, rows: number, width: number): number;
  sumOfSquares(values: number, count: number): number;
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

export const kernelVariants = ['relaxed', 'plain'] as const;
export type KernelVariant = (typeof kernelVariants)[number];

function kernelFile(variant: KernelVariant): URL {
  const name = `kernels.${variant}.wasm`;
  // Beside the bundle, or, run from the sources, in dist/.
  for (const place of [`./${name}`, `../../../dist/${name}`]) {
    const url = new URL(place, import.meta.url);
    if (fs.existsSync(url)) return url;
  }
  throw new Error(`${name} is missing from the build: run "npm run build".`);
}

/** Whether this runtime accepts the variant's instructions (Node 20 has no relaxed SIMD). */
export function supportsVariant(variant: KernelVariant): boolean {
  return WebAssembly.validate(fs.readFileSync(kernelFile(variant)));
}

const compiled = new Map<KernelVariant, Promise<WebAssembly.Module>>();

/** A fresh instance with a memory of its own. `auto` takes the relaxed build where the runtime has it. */
export async function instantiateKernels(
  choice: KernelVariant | 'auto',
): Promise<{ kernels: Kernels; memory: WebAssembly.Memory; variant: KernelVariant }> {
  const variant = choice === 'auto' ? (supportsVariant('relaxed') ? 'relaxed' : 'plain') : choice;
  let module = compiled.get(variant);
  if (!module) compiled.set(variant, (module = WebAssembly.compile(fs.readFileSync(kernelFile(variant)))));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const abort = (): never => {
    throw new Error('a kernel of the wasm engine was called with arguments it cannot take');
  };
  const instance = await WebAssembly.instantiate(await module, { env: { memory, abort } });
  (instance.exports.start as () => void)();
  return { kernels: instance.exports as unknown as Kernels, memory, variant };
}
