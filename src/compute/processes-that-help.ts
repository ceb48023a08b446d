import { availableParallelism, freemem } from 'node:os';

/** Of a training process, measured: 170 MB to begin with, and so much for each chunk of the evaluation's baselines. */
const bytesOfProcess = 250e6;
const bytesOfChunk = 45e3;

/** How many members to train at once: no more than there are cores, and than the free memory holds. At least one. */
export function processesThatHelp(
  chunks: number,
  machine: { cores: number; freeBytes: number } = { cores: availableParallelism(), freeBytes: freemem() },
): number {
  const fitting = Math.floor(machine.freeBytes / (bytesOfProcess + chunks * bytesOfChunk));
  return Math.max(1, Math.min(machine.cores, fitting));
}
