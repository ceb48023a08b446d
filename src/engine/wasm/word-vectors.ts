import type { BatchPlan } from '../batch-plan.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';
import { gatherRows } from './shared-rows.ts';

/** The table of word vectors, of which each batch needs some. */
export interface WordVectors {
  /** Exchanges the table, [vocabulary, D]. */
  set(table: Float32Array): void;
  /** Fills the context's `words` with those of the plan. */
  load(plan: BatchPlan): void;
}

/** Numbers of a table that has a copy in the kernels' memory, from which all threads gather. */
const mostCopied = 1 << 24;

export function createWordVectors(context: Context, arena: Arena, table: Float32Array): WordVectors {
  const { D, maxRows, maxSteps } = context.sizes;
  const copy = arena.floats(table.length <= mostCopied ? table.length : 0);
  const index = arena.integers(maxRows * maxSteps);
  let isCopied = false;
  return {
    set(exchanged) {
      table = exchanged;
      isCopied = false;
    },
    load({ words }) {
      if (table.length > copy.length) {
        words.forEach((word, i) => context.words.view.set(table.subarray(word * D, (word + 1) * D), i * D));
        return;
      }
      if (!isCopied) copy.view.set(table);
      isCopied = true;
      index.view.set(words);
      gatherRows(context, copy.address, index.address, words.length, D, context.words.address, D);
    },
  };
}
