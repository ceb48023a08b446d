const LINE_FEED: i32 = 0x0a;
const CARRIAGE_RETURN: i32 = 0x0d;
const SPACE: i32 = 0x20;
const TAB: i32 = 0x09;

const HASH_START: i32 = 0x811c9dc5;
const HASH_FACTOR: i32 = 0x01000193;

/** Numbers of a row found: its line, counted from 1 where the search began, its start, its word's end, its end, the word. */
const FACTS: usize = 5;

// The wanted words, as `WantedTable` describes them.
let slots: usize = 0;
let mask: i32 = 0;
let hashes: usize = 0;
let starts: usize = 0;
let text: usize = 0;

/** Says where the table of the wanted words lies. */
export function useWords(slotsAt: usize, slotCount: i32, hashesAt: usize, startsAt: usize, textAt: usize): void {
  slots = slotsAt;
  mask = slotCount - 1;
  hashes = hashesAt;
  starts = startsAt;
  text = textAt;
}

/**
 * Looks through whole lines in [start, end) for rows of wanted words, until `most` are found or a line is longer than
 * `longest`. At `result` it leaves the number of lines looked through, the number of rows found and the facts of each.
 * Returns where the next line begins.
 */
export function findRows(start: usize, end: usize, longest: i32, most: i32, result: usize): usize {
  let at = start;
  let lines: i32 = 0;
  let found: i32 = 0;
  let facts = result + 8;
  while (found < most) {
    let hash = HASH_START;
    let byte: i32 = 0;
    let wordEnd = at;
    while (wordEnd < end) {
      byte = load<u8>(wordEnd);
      if (byte <= SPACE && (byte === SPACE || byte === TAB || byte === LINE_FEED)) break;
      hash = (hash ^ byte) * HASH_FACTOR;
      wordEnd++;
    }
    const lineFeed = findLineFeed(wordEnd, end);
    if (lineFeed >= end || <i32>(lineFeed - at) > longest) break;
    lines++;
    const lineEnd =
      lineFeed > at && <i32>load<u8>(lineFeed - 1) === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed;
    if (wordEnd > lineEnd) {
      wordEnd = lineEnd;
      hash = hashOf(at, wordEnd);
    }
    const word = indexOf(at, <i32>(wordEnd - at), hash);
    if (word >= 0) {
      store<i32>(facts, lines);
      store<i32>(facts, <i32>at, 4);
      store<i32>(facts, <i32>wordEnd, 8);
      store<i32>(facts, <i32>lineEnd, 12);
      store<i32>(facts, word, 16);
      facts += FACTS * 4;
      found++;
    }
    at = lineFeed + 1;
  }
  store<i32>(result, lines);
  store<i32>(result, found, 4);
  return at;
}

/** The first line feed at `from` or behind it; `end` or more when there is none before `end`. */
// @ts-ignore: decorator
@inline
function findLineFeed(from: usize, end: usize): usize {
  const lineFeed = i8x16.splat(<i8>LINE_FEED);
  let at = from;
  while (at < end) {
    const a = i8x16.eq(v128.load(at), lineFeed);
    const b = i8x16.eq(v128.load(at, 16), lineFeed);
    const c = i8x16.eq(v128.load(at, 32), lineFeed);
    const d = i8x16.eq(v128.load(at, 48), lineFeed);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
      const first = <u64>(<u32>i8x16.bitmask(a)) | (<u64>(<u32>i8x16.bitmask(b)) << 16);
      const last = <u64>(<u32>i8x16.bitmask(c)) | (<u64>(<u32>i8x16.bitmask(d)) << 16);
      return at + <usize>ctz<u64>(first | (last << 32));
    }
    at += 64;
  }
  return end;
}

/** FNV-1a, 32 bits. */
function hashOf(from: usize, end: usize): i32 {
  let hash = HASH_START;
  for (let at = from; at < end; at++) hash = (hash ^ <i32>load<u8>(at)) * HASH_FACTOR;
  return hash;
}

/** The index of a wanted word, or -1. */
// @ts-ignore: decorator
@inline
function indexOf(word: usize, length: i32, hash: i32): i32 {
  let slot = (hash ^ (hash >>> 15)) & mask;
  let index = load<i32>(slots + (<usize>slot << 2)) - 1;
  while (index >= 0) {
    const place = <usize>index << 2;
    if (load<i32>(hashes + place) === hash) {
      const from = load<i32>(starts + place);
      if (load<i32>(starts + place, 4) - from === length && areEqual(word, text + <usize>from, length)) break;
    }
    slot = (slot + 1) & mask;
    index = load<i32>(slots + (<usize>slot << 2)) - 1;
  }
  return index;
}

function areEqual(a: usize, b: usize, length: i32): bool {
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false;
  return true;
}
