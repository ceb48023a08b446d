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
  /** Of the words that have been multiplied, their rows of `table`, for one state of the weights. */
  let rows = new Map<number, number>();
  let version = -1;

  const rowOf = (word: number): number => rows.get(word)!;
  const add = (plan: BatchPlan, places: readonly number[], b: Matrix): void => {
    for (let from = 0; from < places.length; from += linedUp) {
      const here = places.slice(from, from + linedUp);
      const first = rows.size;
      index.view.set(here);
      gatherRows(context, context.words.address, index.address, here.length, D, vectors.address, D);
      context.multiply(
        matrix(at(table, first * width), here.length, width),
        matrix(vectors.address, here.length, D),
        b,
      );
      here.forEach((place, i) => rows.set(plan.words[place]!, first + i));
    }
  };

  return {
    multiply(plan, to, b) {
      const count = plan.words.length;
      if (version !== context.weightsVersion) {
        version = context.weightsVersion;
        rows = new Map();
      }
      const isNew = (place: number): boolean => !rows.has(plan.words[place]!);
      let places = Array.from({ length: count }, (_, place) => place).filter(isNew);
      if (rows.size + places.length > room) {
        rows = new Map();
        places = Array.from({ length: count }, (_, place) => place);
      }
      if (places.length > room) {
        context.multiply(matrix(to, count, width), matrix(context.words.address, count, D), b);
        return;
      }
      add(plan, places, b);
      index.view.set(plan.words.map(rowOf));
      gatherRows(context, table.address, index.address, count, width, to, width);
    },
  };
}
