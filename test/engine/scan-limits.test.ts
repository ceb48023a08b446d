import { expect, it } from 'vitest';
import { scanFits, scanSizes } from '../../src/engine/tfjs/webgpu/scan-limits.ts';
import { cells } from '../../src/model/specification.ts';

/** What WebGPU has everywhere. */
const limits = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBufferBindingSize: 128 * 2 ** 20,
};

it.each(cells)('a fused scan of 256 places, 128 rows and 50 steps fits into any device (%s)', (cell) => {
  expect(scanFits(limits, cell, 50, 128, 256)).toBe(true);
});

it('a fused scan does not fit where a row, the rows or what is kept of them are too much', () => {
  expect(scanFits(limits, 'lstm', 50, 128, 410)).toBe(false);
  expect(scanFits(limits, 'lstm', 50, 128, 409)).toBe(true);
  expect(scanFits(limits, 'rnn', 50, 128, 1366)).toBe(false);
  expect(scanFits(limits, 'rnn', 1, 65536, 1)).toBe(false);
  // The states before and after each step, and four numbers of each: 2 ** 25 in all at the most.
  expect(scanFits(limits, 'gru', 52, 65536 / 2, 4)).toBe(false);
  expect(scanFits(limits, 'gru', 51, 65536 / 2, 4)).toBe(true);
});

it('a workgroup has a thread a place as far as that goes, in warps of 32', () => {
  const threads = (H: number, narrower = {}): number => scanSizes({ ...limits, ...narrower }, 'rnn', 8, H).threads;
  expect([1, 32, 33, 128, 256, 1000].map((H) => threads(H))).toEqual([32, 32, 64, 128, 256, 256]);
  expect(threads(200, { maxComputeWorkgroupSizeX: 128 })).toBe(128);
});

it('a workgroup takes several rows where there are many, and where they fit into it', () => {
  const groupRows = (rows: number, H: number): number => scanSizes(limits, 'lstm', rows, H).groupRows;
  expect([1, 32, 63, 64, 127, 128, 1000].map((rows) => groupRows(rows, 64))).toEqual([1, 1, 1, 2, 2, 4, 4]);
  expect([102, 103, 204, 205, 409].map((H) => groupRows(128, H))).toEqual([4, 2, 2, 1, 1]);
});
