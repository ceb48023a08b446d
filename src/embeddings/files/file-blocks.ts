import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { blockBuffers, blockSize } from './file-range.ts';
import { longestRow } from './row-parser.ts';

/** The next bytes of a file, at `buffer[start, end)`; `longestRow` bytes before them are free. */
export interface FileBlock {
  buffer: Buffer;
  start: number;
  end: number;
  /** Bytes of the file read so far, as they stand in it. */
  bytesRead: number;
}

/** Between so many blocks, the process may attend to something else. */
const blocksAtOnce = 16;

/**
 * The bytes of a file in order, unpacked when it is gzipped; of one that is not, from the byte `from` on. They are read into
 * the `blockBuffers` buffers in turn, which hold `longestRow` bytes and a block. A block may be changed and stays valid until
 * the second block after it is asked for.
 */
export async function* fileBlocks(
  file: string,
  isGzip: boolean,
  buffers: readonly Buffer[],
  from: number,
  signal?: AbortSignal,
): AsyncGenerator<FileBlock> {
  const blocks = isGzip ? unpackedBlocks(file, buffers, signal) : plainBlocks(file, buffers, from);
  for await (const block of blocks) {
    signal?.throwIfAborted();
    yield block;
  }
  signal?.throwIfAborted();
}

/**
 * Reads in place rather than by a thread of the pool: the bytes then are in this core's cache when they are looked at, which
 * for a file in memory takes less time than reading ahead does, and for one on a disk the system itself reads ahead.
 */
async function* plainBlocks(file: string, buffers: readonly Buffer[], from: number): AsyncGenerator<FileBlock> {
  const handle = await open(file, 'r');
  try {
    let bytesRead = from;
    for (let turn = 0; ; turn++) {
      const buffer = buffers[turn % blockBuffers]!;
      const got = readSync(handle.fd, buffer, longestRow, blockSize, bytesRead);
      if (got === 0) return;
      bytesRead += got;
      yield { buffer, start: longestRow, end: longestRow + got, bytesRead };
      if (turn % blocksAtOnce === blocksAtOnce - 1) await setImmediate();
    }
  } finally {
    await handle.close();
  }
}

async function* unpackedBlocks(
  file: string,
  buffers: readonly Buffer[],
  signal?: AbortSignal,
): AsyncGenerator<FileBlock> {
  const handle = await open(file, 'r');
  const packed = handle.createReadStream({ highWaterMark: blockSize });
  const unpacked = createGunzip({ chunkSize: blockSize });
  const abort = (): void => void unpacked.destroy();
  signal?.addEventListener('abort', abort);
  try {
    packed.on('error', (error) => unpacked.destroy(error));
    packed.pipe(unpacked);
    let turn = 0;
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      const buffer = buffers[turn++ % blockBuffers]!;
      const end = longestRow + chunk.copy(buffer, longestRow);
      yield { buffer, start: longestRow, end, bytesRead: packed.bytesRead };
    }
  } catch (error) {
    // Destroyed by the signal, the stream only says that it ended early.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    unpacked.destroy();
    packed.destroy();
    await handle.close().catch(() => undefined);
  }
}
