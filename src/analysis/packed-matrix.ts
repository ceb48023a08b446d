import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import { matrix, multiplyRowsShared, packedLength, packInto, transpose } from '../engine/wasm/matrix.ts';

/** A right-hand side kept ready in a memory of its own, for many products with few rows each. */
export interface PackedMatrix {
  /** [atMostRows, depth]: the left-hand side is written here. */
  readonly left: Float32Array;
  /** The product of the first `rows` rows of `left`, [rows, columns]; it holds until the next call. */
  multiply(rows: number): Float32Array;
  /** Whoever packed it calls this when it is done with: other threads hold the memory until then. */
  dispose(): void;
}

/** Packs b, which is stored as its transpose, [columns, depth]. Single precision. Memory: b twice, and `atMostRows` rows of either side. */
export async function packMatrix(
  transposed: Float32Array,
  depth: number,
  columns: number,
  atMostRows: number,
): Promise<PackedMatrix> {
  if (transposed.length !== depth * columns)
    throw new RangeError(`${transposed.length} numbers are not a matrix of ${depth} by ${columns}.`);
  // A product over nothing is zero, and the kernels take no empty matrix.
  if (transposed.length === 0) {
    const zeros = new Float32Array(atMostRows * columns);
    const multiply = (rows: number): Float32Array => zeros.subarray(0, rows * columns);
    return { left: new Float32Array(atMostRows * depth), multiply, dispose: () => undefined };
  }
  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const right = arena.floats(transposed.length);
  const packed = arena.floats(packedLength(depth, columns));
  const left = arena.floats(atMostRows * depth);
  const result = arena.floats(atMostRows * columns);
  arena.commit();
  right.view.set(transposed);
  const ready = packInto(kernels, packed.address, transpose(matrix(right.address, columns, depth)));
  return {
    left: left.view,
    multiply(rows) {
      multiplyRowsShared(team, matrix(result.address, rows, columns), matrix(left.address, rows, depth), ready, false);
      return result.view.subarray(0, rows * columns);
    },
    dispose: () => team.dispose(),
  };
}
