import { availableParallelism, freemem, totalmem } from 'node:os';

/** Of a training process: 376 MB at most with the 23,549 chunks of 1,321 English poems. */
const bytesOfProcess = 200e6;
const bytesOfChunk = 10e3;

/** How many members to train at once: no more than there are cores, and than the free memory holds. At least one. */
export function processesThatHelp(
  chunks: number,
  machine: { cores: number; freeBytes: number } = { cores: availableParallelism(), freeBytes: freeBytes() },
): number {
  const fitting = Math.floor(machine.freeBytes / (bytesOfProcess + chunks * bytesOfChunk));
  return Math.max(1, Math.min(machine.cores, fitting));
}

/** macOS counts as free only what is not even a cache, which is next to nothing. */
function freeBytes(): number {
  return process.platform === 'darwin' ? Math.max(freemem(), totalmem() / 2) : freemem();
}
