import type { Batch } from '../../src/engine/engine.ts';
import type { ModelSpecification } from '../../src/model/specification.ts';

/**
 * Floating-point operations of the matrix products in a training step of the seed's network (a vanilla RNN whose decoder
 * feeds back its output), a multiplication and an addition each, after the identities that the engine uses: each of the
 * batch's U distinct words is projected once, the decoder's feedback is one H x H matrix, and the error is taken through
 * W_o^T W_o, so that no D-wide reconstruction is made. What is not a product (tanh, the optimiser, gathering) is left out.
 *
 * With B rows of T steps, N tokens that are no padding, width D, hidden size H, bottleneck Z, in this order: the encoder's
 * input and its recurrence (padding read too) forward, and both backward; the bottleneck's two projections and theirs;
 * the decoder's recurrence forward and backward, its loss, and the matrices that its identities need.
 */
export function stepOperations(batch: Batch, specification: ModelSpecification): number {
  const { inputSize: D, hiddenSize: H, bottleneckSize: Z } = specification;
  const { rows: B, steps: T } = batch;
  const N = batch.lengths.reduce((sum, length) => sum + length, 0);
  const U = new Set(batch.tokens).size;
  const encoder = U * D * H + B * T * H * H + (B * T * H * H + B * T * H * H + U * D * H);
  const bottleneck = 3 * (B * H * Z + B * Z * H);
  // Forward; the gradient of the states; that of the recurrent matrix.
  const recurrence = 3 * N * H * H;
  // What a matrix gives with itself is symmetric, and half of it is computed.
  const half = (H * (H + 1)) / 2;
  // Of all words by W_o and, backward, of their gradient; W_o^T W_o times the states; the states by themselves.
  const loss = 2 * U * D * H + N * H * H + N * half;
  // M = W_ih W_o and its gradient shared out to both; W_o^T W_o and W_o times the states' products.
  const identities = 4 * D * H * H + D * half;
  return 2 * (encoder + bottleneck + recurrence + loss + identities);
}
