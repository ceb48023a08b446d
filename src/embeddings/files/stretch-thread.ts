// A thread that reads stretches of a file of word vectors. Bundled on its own, as dist/vector-thread.mjs.
import fs from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { blockBuffers, blockSize } from './file-range.ts';
import { readStretch, type StretchRows } from './read-stretch.ts';
import { createRowScanner, type RowScanner } from './row-scanner.ts';
import type { StretchAnswer, ThreadTask } from './stretch-threads.ts';

const port = parentPort!;
let work: { fd: number; dimension: number; scanner: RowScanner } | undefined;

const answer = (message: StretchAnswer): void => {
  const { rows } = message;
  const moved = rows ? [rows.words.buffer, rows.vectors.buffer] : [];
  port.postMessage(message, moved as ArrayBuffer[]);
};

port.on('message', (task: ThreadTask) => {
  if ('file' in task) {
    const { file, dimension, kernels, table } = task;
    // Closed when the thread ends.
    const fd = fs.openSync(file, 'r');
    work = { fd, dimension, scanner: createRowScanner(kernels, table, blockBuffers, blockSize) };
    answer({});
    return;
  }
  let rows: StretchRows | undefined;
  try {
    if (work) rows = readStretch(work.fd, work.scanner, work.dimension, task.from, task.to);
  } catch {
    // What cannot be read here is read again in its order, and what is wrong is said there.
  }
  answer({ which: task.which, ...(rows && { rows }) });
});
