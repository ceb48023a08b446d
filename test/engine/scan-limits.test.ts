import { expect, it } from 'vitest';
import { scanFits, threadsFor } from '../../src/engine/tfjs/webgpu/scan-limits.ts';
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
  expect([1, 32, 33, 128, 256, 1000].map((H) => threadsFor(limits, H))).toEqual([32, 32, 64, 128, 256, 256]);
  expect(threadsFor({ ...limits, maxComputeWorkgroupSizeX: 128 }, 200)).toBe(128);
});
