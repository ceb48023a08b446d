import { emptyLine, lineHashesOf } from '../corpus/document-lines.ts';

/** Where each line of a document is in a later state of it. */
export interface LineAlignment {
  /** [lines then]: the line now, or -1 where it is gone or was changed. */
  now: Int32Array;
  /** [lines now]: the line then, or -1 where it is new or was changed. */
  then: Int32Array;
  /** Nothing has moved or changed. */
  same: boolean;
}

/** The hashes that `alignLines` compares, of a document as it stands. */
export function lineHashesOfText(document: string): Int32Array {
  return lineHashesOf(document);
}

/**
 * Finds the lines of a document again by their hashes (corpus/document-lines.ts): first what is alike at both ends,
 * then lines that occur once then and once now, wherever they have gone, with the equal lines around them. Time
 * proportional to the number of lines.
 */
export function alignLines(before: Int32Array, after: Int32Array): LineAlignment {
  const now = new Int32Array(before.length).fill(-1);
  const then = new Int32Array(after.length).fill(-1);
  const pair = (old: number, recent: number): void => {
    now[old] = recent;
    then[recent] = old;
  };
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) pair(start, start++);
  const same = start === before.length && start === after.length;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    pair(before.length - 1 - tail, after.length - 1 - tail);
    tail++;
  }
  const follow = (old: number, recent: number, step: 1 | -1): void => {
    for (
      let [o, r] = [old + step, recent + step];
      now[o] === -1 && then[r] === -1 && before[o] === after[r];
      o += step, r += step
    )
      pair(o, r);
  };
  const places = placesOfOnce(after, then);
  for (const [hash, old] of placesOfOnce(before, now)) {
    const recent = places.get(hash);
    if (recent === undefined || now[old] !== -1 || then[recent] !== -1) continue;
    pair(old, recent);
    follow(old, recent, 1);
    follow(old, recent, -1);
  }
  return { now, then, same };
}

/** The place of each line that is not paired yet, not empty, and like no other such line. */
function placesOfOnce(hashes: Int32Array, paired: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  hashes.forEach((hash, line) => {
    if (hash !== emptyLine && paired[line] === -1) places.set(hash, places.has(hash) ? -1 : line);
  });
  for (const [hash, line] of places) if (line === -1) places.delete(hash);
  return places;
}
