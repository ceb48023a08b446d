import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';
import { cellShaders, type ScanSizes } from './cell-shaders.ts';

/** Of a device's limits, those that a fused scan can come up against. */
export type ScanLimits = Pick<
  GPUSupportedLimits,
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupSizeX'
  | 'maxComputeWorkgroupsPerDimension'
  | 'maxComputeWorkgroupStorageSize'
  | 'maxStorageBufferBindingSize'
>;

/** Whether a device can take a row into one workgroup, and what is kept of all rows into one buffer. */
export function scanFits(limits: ScanLimits, cell: Cell, steps: number, rows: number, H: number): boolean {
  return (
    rows <= limits.maxComputeWorkgroupsPerDimension &&
    workgroupBytes(cell, H, 1) <= limits.maxComputeWorkgroupStorageSize &&
    4 * computedSize(cell, steps, rows, H) <= limits.maxStorageBufferBindingSize
  );
}

/** A workgroup of several rows reads the weight once a step for all of them; but a device is to be filled by workgroups. */
const groupsAtLeast = 32;

/** Of a scan that fits: a thread a place of the state where there can be so many, in whole warps of 32. */
export function scanSizes(limits: ScanLimits, cell: Cell, rows: number, H: number): ScanSizes {
  const threads = Math.min(
    Math.ceil(H / 32) * 32,
    limits.maxComputeInvocationsPerWorkgroup,
    limits.maxComputeWorkgroupSizeX,
  );
  const several = [4, 2].find(
    (groupRows) =>
      rows >= groupsAtLeast * groupRows && workgroupBytes(cell, H, groupRows) <= limits.maxComputeWorkgroupStorageSize,
  );
  return { H, threads, groupRows: several ?? 1 };
}

/** Numbers that the forward pass leaves: the states, the first among them, and what the cell keeps of each step. */
export function computedSize(cell: Cell, steps: number, rows: number, H: number): number {
  return rows * H * (steps + 1 + steps * cellShaders[cell].kept);
}

/** Of the backward pass, which needs more than the forward one: the gradients of the gates twice, and that of the state. */
function workgroupBytes(cell: Cell, H: number, groupRows: number): number {
  const { hasMemory } = cellShaders[cell];
  return 4 * groupRows * H * (2 * gateLayouts[cell].blocks + 1 + (hasMemory ? 1 : 0));
}
