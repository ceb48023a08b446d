import type { BatchPlan } from '../batch-plan.ts';
import type { Arena } from './arena.ts';
import { at, type Context } from './context.ts';
import { matrix, type Matrix } from './matrix.ts';
import { gatherRows } from './shared-rows.ts';

/** Products of words' vectors with weights. While the weights stay as they are, each word is multiplied once. */
export interface WordProducts {
  /** Writes the vectors of the plan's distinct words times `b`, [words, width], to `to`. */
  multiply(plan: BatchPlan, to: number, b: Matrix): void;
}

/** Words that are kept; a validation pass over poems of one language seldom has more. */
const mostKept = 8192;
/** Words that are lined up at a time to be multiplied. */
const linedUp = 256;

/** `width`: columns of what words are multiplied by; `vocabulary`: how many words there are. */
export function createWordProducts(context: Context, arena: Arena, width: number, vocabulary: number): WordProducts {
  const { D, maxRows, maxSteps } = context.sizes;
  const room = Math.min(mostKept, vocabulary);
  const table = arena.floats(room * width);
  const vectors = arena.floats(linedUp * D);
  const index = arena.integers(Math.max(maxRows * maxSteps, linedUp));
  /** By word: one more than its row of `table`, for one state of the weights; 0 where it has not been multiplied. */
  let rows = new Int32Array(vocabulary);
  const newPlaces = new Int32Array(maxRows * maxSteps);
  let kept = 0;
  let version = -1;

  const forget = (): void => {
    rows.fill(0);
    kept = 0;
  };
  /** Fills `newPlaces` with those of the words that have not been multiplied, and counts them. */
  const findNew = ({ words }: BatchPlan): number => {
    let count = 0;
    for (let place = 0; place < words.length; place++) {
      const word = words[place]!;
      // The table of word vectors has been exchanged for a larger one.
      if (word >= rows.length) rows = enlarged(rows, word + 1);
      if (rows[word] === 0) newPlaces[count++] = place;
    }
    return count;
  };
  const add = ({ words }: BatchPlan, count: number, b: Matrix): void => {
    for (let from = 0; from < count; from += linedUp) {
      const here = newPlaces.subarray(from, Math.min(from + linedUp, count));
      index.view.set(here);
      gatherRows(context, context.words.address, index.address, here.length, D, vectors.address, D);
      context.multiply(matrix(at(table, kept * width), here.length, width), matrix(vectors.address, here.length, D), b);
      for (const place of here) rows[words[place]!] = ++kept;
    }
  };

  return {
    multiply(plan, to, b) {
      const count = plan.words.length;
      if (version !== context.weightsVersion) forget();
      version = context.weightsVersion;
      if (count > room) {
        context.multiply(matrix(to, count, width), matrix(context.words.address, count, D), b);
        return;
      }
      let missing = findNew(plan);
      if (kept + missing > room) {
        forget();
        missing = findNew(plan);
      }
      add(plan, missing, b);
      for (let place = 0; place < count; place++) index.view[place] = rows[plan.words[place]!]! - 1;
      gatherRows(context, table.address, index.address, count, width, to, width);
    },
  };
}

function enlarged(rows: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(atLeast, 2 * rows.length));
  more.set(rows);
  return more;
}
