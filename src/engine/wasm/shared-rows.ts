import type { Context } from './context.ts';

// Moves and sums of many rows by all threads. What is summed is split by columns, so that each number is summed in the
// same order whatever the number of threads.

/** Numbers from which on waking a thread is worth it. */
const SHARED_NUMBERS = 32_768;
/** Columns of a cache line: threads that write to the same one wait for each other. */
const LINE = 16;

/** Rows, or a multiple of a cache line's columns, that are worth a thread. */
function rowGrain(width: number): number {
  return Math.max(1, Math.ceil(SHARED_NUMBERS / 2 / Math.max(1, width)));
}
function columnGrain(rows: number, width: number): number {
  return rows * width < SHARED_NUMBERS ? width : LINE;
}

/** to[r] = from[index[r]], rows of `width`; `toStride` is the distance of the rows written. */
export function gatherRows(
  { team }: Pick<Context, 'team'>,
  from: number,
  index: number,
  rows: number,
  width: number,
  to: number,
  toStride: number,
): void {
  team.run(rows, rowGrain(width), (kernels, first, end) =>
    kernels.gatherRows(from, index + first * 4, end - first, width, to + first * toStride * 4, toStride),
  );
}

/** to[r] = from for every row. */
export function fillRows(
  { team }: Context,
  from: number,
  rows: number,
  width: number,
  to: number,
  toStride: number,
): void {
  team.run(rows, rowGrain(width), (kernels, first, end) =>
    kernels.fillRows(from, end - first, width, to + first * toStride * 4, toStride),
  );
}

/** to[r] += from for every row. */
export function addToRows(
  { team }: Context,
  from: number,
  rows: number,
  width: number,
  to: number,
  toStride: number,
): void {
  team.run(rows, rowGrain(width), (kernels, first, end) =>
    kernels.addToRows(from, end - first, width, to + first * toStride * 4, toStride),
  );
}

/** to[r] = sum of the rows of `from` for which `index` has r; [toRows, width]. */
export function sumRowsByIndex(
  { team }: Context,
  from: number,
  fromStride: number,
  index: number,
  rows: number,
  width: number,
  to: number,
  toRows: number,
): void {
  team.run(width, columnGrain(rows, width), (kernels, first, end) => {
    const columns = end - first;
    kernels.clearRows(to + first * 4, toRows, columns, width);
    kernels.scatterAddRows(from + first * 4, fromStride, index, rows, columns, to + first * 4, width);
  });
}

/** to += sum of the rows. */
export function sumRows(
  { team }: Context,
  from: number,
  fromStride: number,
  rows: number,
  width: number,
  to: number,
): void {
  team.run(width, columnGrain(rows, width), (kernels, first, end) =>
    kernels.sumRows(from + first * 4, fromStride, rows, end - first, to + first * 4),
  );
}
