import type { Batch } from './engine.ts';

/**
 * How a batch is computed: rows sorted by falling length, so that the rows still running at a step are the first ones
 * and finished rows drop out of the decoder (a masked tail has neither loss nor gradient); distinct words counted once.
 */
export interface BatchPlan {
  rows: number;
  steps: number;
  /** order[i] is the batch's row that stands at place i. */
  order: Int32Array;
  /** Lengths in that order, never rising, [rows]. */
  lengths: Int32Array;
  /** Rows running at each step, [steps]; never rising. */
  active: Int32Array;
  /** Where step t's rows start in a compact [tokens] layout, [steps + 1]; the last is the number of valid tokens. */
  offsets: Int32Array;
  tokens: number;
  /** Distinct token ids, in order of first appearance. */
  words: Int32Array;
  /** Place in `words` of each token, time-major, padding included, [steps * rows]. */
  encoderWords: Int32Array;
  /** The same for the valid tokens, compact, [tokens]. */
  decoderWords: Int32Array;
  /** How often each word is among the valid tokens, [words]. */
  counts: Int32Array;
}

/** By token id one more than the word's place among a batch's distinct words; 0 for all of them between two batches. */
let kept = new Int32Array(0);

/** Throws a RangeError for a batch that does not fit the network or names a token outside the vocabulary. */
export function planBatch(batch: Batch, maxRows: number, maxSteps: number, vocabulary: number): BatchPlan {
  const { tokens, lengths, rows, steps } = batch;
  if (rows < 1 || rows > maxRows || steps < 1 || steps > maxSteps)
    throw new RangeError(`A batch of ${rows} rows of ${steps} tokens does not fit ${maxRows} rows of ${maxSteps}.`);
  if (tokens.length !== rows * steps || lengths.length !== rows)
    throw new RangeError(`A batch of ${rows} rows of ${steps} tokens needs ${rows * steps} ids and ${rows} lengths.`);
  for (const length of lengths)
    if (length < 1 || length > steps)
      throw new RangeError(`A row of a batch has from 1 to ${steps} tokens, not ${length}.`);

  // Rows of each length, then of each length or a greater one.
  const active = new Int32Array(steps);
  for (const length of lengths) active[length - 1]!++;
  for (let t = steps - 2; t >= 0; t--) active[t]! += active[t + 1]!;
  // Longer rows stand before those of a length, which keep their order.
  const next = new Int32Array(steps + 1);
  for (let length = 1; length < steps; length++) next[length] = active[length]!;
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[next[lengths[row]!]!++] = row;
  const offsets = new Int32Array(steps + 1);
  for (let t = 0; t < steps; t++) offsets[t + 1] = offsets[t]! + active[t]!;

  if (kept.length < vocabulary) kept = new Int32Array(vocabulary);
  const places = kept;
  // One more, so that a word that was found before can be written there too.
  const found = new Int32Array(Math.min(vocabulary, steps * rows) + 1);
  let distinct = 0;
  const encoderWords = new Int32Array(steps * rows);
  const starts = order.map((row) => row * steps);
  try {
    for (let t = 0, at = 0; t < steps; t++) {
      for (let i = 0; i < rows; i++, at++) {
        const id = tokens[starts[i]! + t]!;
        if (!(id >= 0 && id < vocabulary))
          throw new RangeError(`A batch holds the token id ${id}; the vocabulary has ${vocabulary} tokens.`);
        // Every other word is new, at random: a branch would be mispredicted as often.
        const place = places[id]!;
        const isNew = (place - 1) >>> 31;
        found[distinct] = id;
        distinct += isNew;
        const placeNow = place | (distinct & -isNew);
        places[id] = placeNow;
        encoderWords[at] = placeNow - 1;
      }
    }
  } finally {
    for (let i = 0; i < distinct; i++) places[found[i]!] = 0;
  }
  const words = found.subarray(0, distinct);
  const counts = new Int32Array(distinct);
  const decoderWords = new Int32Array(offsets[steps]!);
  for (let t = 0, at = 0; t < steps; t++) {
    const first = t * rows;
    for (let i = first; i < first + active[t]!; i++, at++) {
      const word = encoderWords[i]!;
      decoderWords[at] = word;
      counts[word]!++;
    }
  }
  return {
    ...{ rows, steps, order, lengths: order.map((row) => lengths[row]!), active, offsets, tokens: offsets[steps]! },
    ...{ words, encoderWords, decoderWords, counts },
  };
}

/** Place of the first row's state before step t, where the rows' first states stand before those of all steps, compact. */
export function stateBefore(plan: BatchPlan, t: number): number {
  return t === 0 ? 0 : plan.rows + plan.offsets[t - 1]!;
}

/** The same after step t. */
export function stateAfter(plan: BatchPlan, t: number): number {
  return plan.rows + plan.offsets[t]!;
}

/** For each valid token, compact, the place of the token that is as far from its row's end as it is from the start. */
export function reversedPlaces({ steps, lengths, active, offsets, tokens }: BatchPlan): Int32Array {
  const places = new Int32Array(tokens);
  for (let t = 0; t < steps; t++)
    for (let i = 0; i < active[t]!; i++) places[offsets[t]! + i] = offsets[lengths[i]! - 1 - t]! + i;
  return places;
}

/** For each valid token, compact, its position in the row. */
export function positionsOf({ steps, active, offsets, tokens }: BatchPlan): Int32Array {
  const positions = new Int32Array(tokens);
  for (let t = 0; t < steps; t++) positions.fill(t, offsets[t]!, offsets[t]! + active[t]!);
  return positions;
}
