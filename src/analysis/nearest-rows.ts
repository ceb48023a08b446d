import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import { matrix, multiplyRowsShared, packedLength, packInto, transpose } from '../engine/wasm/matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** For each row the rows nearest to it, itself left out, nearest first, ties by row. */
export interface NearestRows {
  /** How many each row has. */
  count: number;
  /** [rows, count] */
  rows: Int32Array;
  /** Straight distances, [rows, count]. */
  distances: Float32Array;
}

export interface NearestOptions {
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/** So many scores are held at a time: 16 MB. */
const blockScores = 1 << 22;
/** Scores have single precision, so a few more are kept than are asked for, and measured exactly. */
const spare = 4;

/**
 * The `count` nearest rows (fewer where there are not so many others) of every row of `points`, [rows, size]. Exact:
 * all pairs are compared, in blocks, as a.b - b.b/2, which falls as the distance from a grows. Time rows x rows x size.
 */
export async function nearestRows(
  points: Float32Array,
  size: number,
  count: number,
  { signal, onProgress }: NearestOptions = {},
): Promise<NearestRows> {
  const rows = points.length / size;
  const wanted = Math.max(0, Math.min(count, rows - 1));
  const result = { count: wanted, rows: new Int32Array(rows * wanted), distances: new Float32Array(rows * wanted) };
  if (wanted === 0) return result;
  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const depth = size + 1;
  const blockRows = Math.max(1, Math.min(rows, Math.floor(blockScores / rows)));
  const right = arena.floats(rows * depth);
  const packed = arena.floats(packedLength(depth, rows));
  const left = arena.floats(blockRows * depth);
  const scores = arena.floats(blockRows * rows);
  arena.commit();
  for (let row = 0; row < rows; row++) {
    const point = points.subarray(row * size, (row + 1) * size);
    right.view.set(point, row * depth);
    right.view[row * depth + size] = -0.5 * point.reduce((sum, x) => sum + x * x, 0);
  }
  const b = packInto(kernels, packed.address, transpose(matrix(right.address, rows, depth)));
  const kept = keepLargest(Math.min(wanted + spare, rows - 1));
  try {
    for (let first = 0; first < rows; first += blockRows) {
      const here = Math.min(blockRows, rows - first);
      for (let i = 0; i < here; i++) {
        left.view.set(points.subarray((first + i) * size, (first + i + 1) * size), i * depth);
        left.view[i * depth + size] = 1;
      }
      multiplyRowsShared(team, matrix(scores.address, here, rows), matrix(left.address, here, depth), b, false);
      for (let i = 0; i < here; i++) {
        const near = kept.of(scores.view, i * rows, rows, first + i);
        writeNearest(points, size, first + i, near, result);
      }
      onProgress?.(first + here, rows);
      await yieldToEvents(signal);
    }
  } finally {
    team.dispose();
  }
  return result;
}

/** Measures the candidates of a row exactly, and enters the nearest. */
function writeNearest(points: Float32Array, size: number, row: number, near: Int32Array, result: NearestRows): void {
  const measured = Array.from(near, (other) => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (points[row * size + d]! - points[other * size + d]!) ** 2;
    return { other, sum };
  }).sort((a, b) => a.sum - b.sum || a.other - b.other);
  for (let k = 0; k < result.count; k++) {
    result.rows[row * result.count + k] = measured[k]!.other;
    result.distances[row * result.count + k] = Math.sqrt(measured[k]!.sum);
  }
}

/** Finds the places of the largest of many scores; a heap whose root is the smallest of those kept. */
function keepLargest(count: number): {
  of(scores: Float32Array, offset: number, length: number, leaveOut: number): Int32Array;
} {
  const heap = new Float32Array(count);
  const places = new Int32Array(count);
  const sink = (score: number, place: number): void => {
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= score) break;
      heap[at] = heap[child]!;
      places[at] = places[child]!;
      at = child;
    }
    heap[at] = score;
    places[at] = place;
  };
  return {
    of(scores, offset, length, leaveOut) {
      heap.fill(-Infinity);
      places.fill(0);
      let least = -Infinity;
      for (let place = 0; place < length; place++) {
        const score = scores[offset + place]!;
        if (score <= least || place === leaveOut) continue;
        sink(score, place);
        least = heap[0]!;
      }
      return places;
    },
  };
}
