import { open } from 'node:fs/promises';
import { createBinaryParser } from './binary-rows.ts';
import { compileRowKernels } from './compile-row-kernels.ts';
import { fileBlocks } from './file-blocks.ts';
import { isBinaryVectors, isGzipFile, isPlainText } from './file-kind.ts';
import { blockBuffers, blockSize } from './file-range.ts';
import type { FileVectors } from './found-vectors.ts';
import type { RowParser } from './row-parser.ts';
import { createRowScanner } from './row-scanner.ts';
import { defaultHelpers, startStretchThreads, type StretchThreads } from './stretch-threads.ts';
import { takeStretches } from './take-stretches.ts';
import { createTextParser, type TextParser } from './text-rows.ts';
import { createWantedWords } from './wanted-words.ts';

/** How a large text file is shared out among threads. What is found is the same for all. */
export interface Sharing {
  /** Threads beside this one. */
  helpers: number;
  /** Smaller files are read by this thread alone. */
  fewestBytes: number;
  stretchBytes: number;
}

export interface ScanOptions {
  signal?: AbortSignal;
  onProgress?(bytesRead: number, bytesTotal: number): void;
  /** As helps, when not given. */
  sharing?: Sharing;
}

/** A thread takes as long to start as this one to read 100 MB. */
const fewestShared = 1 << 27;
/** Long enough for a thread's message to be nothing beside it, short enough for threads to be done together. */
const stretchBytes = 1 << 22;

/** Threads to scan a file with; undefined for one that this thread reads alone. Whoever starts them has to stop them. */
export async function startScanning(
  file: string,
  size: number,
  { sharing }: ScanOptions,
): Promise<StretchThreads | undefined> {
  if (size < (sharing?.fewestBytes ?? fewestShared)) return undefined;
  const helpers = sharing?.helpers ?? defaultHelpers();
  return helpers > 0 && (await isPlainText(file)) ? startStretchThreads(helpers) : undefined;
}

/** Reads the vectors of words from a file of `size` bytes. Throws an Error that says what is wrong when it is of no use. */
export async function scanFile(
  file: string,
  size: number,
  words: readonly string[],
  threads: StretchThreads | undefined,
  options: ScanOptions,
): Promise<FileVectors> {
  const wanted = createWantedWords(words);
  const kernels = compileRowKernels();
  const scanner = createRowScanner(kernels, wanted.table, blockBuffers, blockSize);
  const isGzip = await isGzipFile(file);
  let parser: RowParser | undefined;
  let text: TextParser | undefined;
  // The last block is known as such only when no other follows it, so its row is kept and parsed then.
  let kept: { buffer: Buffer; start: number; end: number } | undefined;

  /** Takes the file from a line's beginning on; returns where the first line begins that was not taken. */
  const takeBlocks = async (from: number, isEnough: () => boolean): Promise<number> => {
    let position = from;
    kept = undefined;
    for await (const block of fileBlocks(file, isGzip, scanner.buffers, from, options.signal)) {
      parser ??= isBinaryVectors(block.buffer.subarray(block.start, block.end))
        ? createBinaryParser(wanted)
        : (text = createTextParser(wanted, scanner));
      let { start } = block;
      if (kept) {
        start -= kept.end - kept.start;
        kept.buffer.copy(block.buffer, start, kept.start, kept.end);
      }
      kept = { buffer: block.buffer, start: parser.take(block.buffer, start, block.end, false), end: block.end };
      position = block.bytesRead - (kept.end - kept.start);
      options.onProgress?.(block.bytesRead, Math.max(size, block.bytesRead));
      if (isEnough()) break;
    }
    return position;
  };

  let position = 0;
  if (threads) {
    position = await takeBlocks(0, () => text?.settledDimension() !== undefined);
    position = await takeShared(position);
  }
  await takeBlocks(position, () => false);

  async function takeShared(from: number): Promise<number> {
    const dimension = text?.settledDimension();
    if (!threads || !text || dimension === undefined) return from;
    const handle = await open(file, 'r');
    try {
      return await takeStretches(
        handle.fd,
        { file, dimension, kernels, table: wanted.table },
        from,
        size,
        text,
        scanner,
        threads,
        {
          stretchBytes: options.sharing?.stretchBytes ?? stretchBytes,
          ...(options.signal && { signal: options.signal }),
          onPosition: (position) => options.onProgress?.(position, size),
        },
      );
    } finally {
      threads.stop();
      await handle.close();
    }
  }

  if (!parser) throw new Error('it is empty');
  if (kept) parser.take(kept.buffer, kept.start, kept.end, true);
  const { found, problems } = parser.finish();
  return {
    dimension: found.dimension,
    words: found.words.map((word) => words[word]!),
    pieces: found.pieces,
    offsets: found.offsets,
    problems,
  };
}
