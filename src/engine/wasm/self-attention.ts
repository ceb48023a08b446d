import { attentionHeads } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import { at, type Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';

/** Where a row's tokens are: side by side, `length` of them from `start` on. */
export interface Span {
  start: number;
  length: number;
}

/**
 * softmax(Q K^T / sqrt(d)) V within each row (Vaswani et al. 2017, section 3.2), for each head on its share of the
 * width. Queries, keys and values stand side by side, [tokens, 3 H].
 */
export interface SelfAttention {
  /** Fills `mixed`, [tokens, H]. */
  forward(queries: Floats, mixed: Floats, spans: readonly Span[]): void;
  /** Fills the gradient of queries, keys and values. */
  backward(queries: Floats, dMixed: Floats, dQueries: Floats, spans: readonly Span[]): void;
}

export function createSelfAttention(context: Context, arena: Arena): SelfAttention {
  const { H, hidden, maxRows, maxSteps } = context.sizes;
  const width = hidden / attentionHeads;
  const scale = 1 / Math.sqrt(width);
  const shares = arena.floats(maxRows * attentionHeads * maxSteps * maxSteps);
  const dShares = arena.floats(maxSteps * maxSteps);
  /** A head's queries (0), keys (1) or values (2) of a row. */
  const part = (all: Floats, { start, length }: Span, head: number, which: number): Matrix =>
    matrix(at(all, start * 3 * H + which * H + head * width), length, width, 3 * H);
  const headOf = (all: Floats, { start, length }: Span, head: number): Matrix =>
    matrix(at(all, start * H + head * width), length, width, H);
  const sharesAt = (row: number, head: number): number => (row * attentionHeads + head) * maxSteps * maxSteps;

  return {
    forward(queries, mixed, spans) {
      spans.forEach((span, row) => {
        const { length } = span;
        for (let head = 0; head < attentionHeads; head++) {
          const first = sharesAt(row, head);
          const scores = matrix(at(shares, first), length, length);
          context.multiply(scores, part(queries, span, head, 0), transpose(part(queries, span, head, 1)));
          for (let i = 0; i < length; i++)
            softmax(shares.view.subarray(first + i * length, first + (i + 1) * length), scale);
          context.multiply(headOf(mixed, span, head), scores, part(queries, span, head, 2));
        }
      });
    },

    backward(queries, dMixed, dQueries, spans) {
      spans.forEach((span, row) => {
        const { length } = span;
        for (let head = 0; head < attentionHeads; head++) {
          const first = sharesAt(row, head);
          const attention = matrix(at(shares, first), length, length);
          const d = matrix(dShares.address, length, length);
          const dMixedHead = headOf(dMixed, span, head);
          context.multiply(part(dQueries, span, head, 2), transpose(attention), dMixedHead);
          context.multiply(d, dMixedHead, transpose(part(queries, span, head, 2)));
          for (let i = 0; i < length; i++) {
            let mean = 0;
            for (let j = 0; j < length; j++)
              mean += dShares.view[i * length + j]! * shares.view[first + i * length + j]!;
            for (let j = 0; j < length; j++)
              dShares.view[i * length + j] =
                scale * shares.view[first + i * length + j]! * (dShares.view[i * length + j]! - mean);
          }
          context.multiply(part(dQueries, span, head, 0), d, part(queries, span, head, 1));
          context.multiply(part(dQueries, span, head, 1), transpose(d), part(queries, span, head, 0));
        }
      });
    },
  };
}

function softmax(scores: Float32Array, scale: number): void {
  let highest = -Infinity;
  for (const score of scores) highest = Math.max(highest, score);
  let total = 0;
  for (let j = 0; j < scores.length; j++) total += scores[j] = Math.exp((scores[j]! - highest) * scale);
  for (let j = 0; j < scores.length; j++) scores[j]! /= total;
}
