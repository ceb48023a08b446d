/** Chunks of a batch, a row each. */
export interface EpochBatch {
  chunks: Int32Array;
  /** [rows]: the row of the chunk's positive in the batch, or -1; only where the objective has a contrastive term. */
  pairs?: Int32Array;
}

/**
 * Cuts an epoch's order of chunks into batches. A chunk left over alone joins the batch before it, because batch norm
 * has no variance of a single row; so a batch holds up to `batchSize + 1`.
 */
export function epochBatches(order: Int32Array, batchSize: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length;) {
    const left = order.length - start;
    const size = left === batchSize + 1 ? left : Math.min(batchSize, left);
    batches.push(order.subarray(start, start + size));
    start += size;
  }
  return batches;
}
