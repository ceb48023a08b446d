// What the reader of GloVe text does with every byte of a file. Addresses are bytes in the imported memory; 64 bytes behind
// those that are read must be there, whatever they hold.
export { parseRow } from './parse-row';
export { findRows, useWords } from './find-rows';

/** First address past what the kernels need themselves. */
export function heapBase(): usize {
  return __heap_base;
}
