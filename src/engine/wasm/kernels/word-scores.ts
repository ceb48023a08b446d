import { powerOfTwo } from './exponential';

// How the words stand to a vector y, from the products y.v with each word's vector v. All but the products is in double
// precision: most words of a large vocabulary are nearly as near as the nearest.

/** log2(e^-30): below it, a word's share is lost beside the nearest one's even for a million words. */
const LEAST: f64 = -43.280851226668899;
const LEAST_TERM: f64 = 9.357622968840175e-14;

/** Two words' products, in double precision. */
// @ts-ignore: decorator
@inline
function pair(dots: usize, word: i32): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(dots + ((<usize>word) << 2)));
}

/** |v|^2 - 2 y.v of two words: their squared distances less what all words share. */
// @ts-ignore: decorator
@inline
function distances(dots: v128, squares: usize, word: i32): v128 {
  return f64x2.sub(v128.load(squares + ((<usize>word) << 3)), f64x2.add(dots, dots));
}

/**
 * For one row: the word of greatest cosine, ties to the lowest; how many words stand before that of `place`, ties too
 * by number; and the least of the distances: three doubles at `scores`. A y of no cosine at all (NaN) has the first
 * word, nothing before any, and a least distance of Infinity.
 */
function rankWords(
  dots: usize, words: i32, place: i32, inverseNorms: usize, squares: usize, scores: usize,
): void {
  // The length of y changes no order, so cosines are left as long as it.
  const own = place < 0
    ? NaN
    : <f64>load<f32>(dots + ((<usize>place) << 2)) * load<f64>(inverseNorms + ((<usize>place) << 3));
  const owns = f64x2.splat(own), places = f64x2.splat(<f64>place), two = f64x2.splat(2);
  let index = f64x2(0, 1), bestIndex = f64x2.splat(0), best = f64x2.splat(-Infinity);
  let least = f64x2.splat(Infinity), before = i64x2.splat(0);
  for (let word = 0; word < words; word += 2) {
    const dot = pair(dots, word);
    const cosine = f64x2.mul(dot, v128.load(inverseNorms + ((<usize>word) << 3)));
    bestIndex = v128.bitselect(index, bestIndex, f64x2.gt(cosine, best));
    // In this operand order a NaN is never taken.
    best = f64x2.pmax(best, cosine);
    const tiedBefore = v128.and(f64x2.eq(cosine, owns), f64x2.lt(index, places));
    before = i64x2.sub(before, v128.or(f64x2.gt(cosine, owns), tiedBefore));
    least = f64x2.pmin(least, distances(dot, squares, word));
    index = f64x2.add(index, two);
  }
  const first = f64x2.extract_lane(best, 0), second = f64x2.extract_lane(best, 1);
  const firstIndex = f64x2.extract_lane(bestIndex, 0), secondIndex = f64x2.extract_lane(bestIndex, 1);
  const takesSecond = second > first || (second == first && secondIndex < firstIndex);
  store<f64>(scores, takesSecond ? secondIndex : firstIndex);
  store<f64>(scores, <f64>(i64x2.extract_lane(before, 0) + i64x2.extract_lane(before, 1)), 8);
  store<f64>(scores, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)), 16);
}

/** 2^(rate (least - distance)) of two words, and 0 where that is lost: where the exponent is below the bound. */
// @ts-ignore: decorator
@inline
function terms(exponents: v128, bound: v128): v128 {
  return v128.and(powerOfTwo(exponents), f64x2.ge(exponents, bound));
}

// @ts-ignore: decorator
@inline
function exponents(dots: usize, squares: usize, word: i32, least: v128, rate: v128): v128 {
  return f64x2.mul(rate, f64x2.sub(least, distances(pair(dots, word), squares, word)));
}

/** Whether one of two numbers of either is at least the bound. */
// @ts-ignore: decorator
@inline
function reaches(a: v128, b: v128, bound: v128): bool {
  return v128.any_true(v128.or(f64x2.ge(a, bound), f64x2.ge(b, bound)));
}

/**
 * To sums[k], k < `count`, the sum over the words of 2^(2^k rate (least - distance)): each term is the square of the one
 * before, so one exponential a word does for all. There is room for two doubles a sum.
 */
function sumTerms(dots: usize, words: i32, squares: usize, least: f64, rate: f64, count: i32, sums: usize): void {
  const leasts = f64x2.splat(least), rates = f64x2.splat(rate);
  const bound = f64x2.splat(LEAST), leastTerm = f64x2.splat(LEAST_TERM);
  const end = sums + ((<usize>count) << 4);
  memory.fill(sums, 0, end - sums);
  for (let word = 0; word < words; word += 4) {
    const x = exponents(dots, squares, word, leasts, rates), y = exponents(dots, squares, word + 2, leasts, rates);
    if (!reaches(x, y, bound)) continue;
    let a = terms(x, bound), b = terms(y, bound), sum = sums;
    do {
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(a, b)));
      a = f64x2.mul(a, a);
      b = f64x2.mul(b, b);
      sum += 16;
    } while (sum < end && reaches(a, b, leastTerm));
  }
  for (let k: usize = 0; k < <usize>count; k++)
    store<f64>(sums + (k << 3), load<f64>(sums + (k << 4)) + load<f64>(sums + (k << 4), 8));
}

/**
 * Of each row of `dots`, the products y.v with all words (a multiple of 4; those that only fill up have no cosine, and an
 * infinite square): the word nearest by cosine, how many stand before that of `places`, how much farther than the
 * nearest that lies, and `count` sums as of `sumTerms`. They are the first of 4 + 2 `count` doubles a row at `scores`;
 * without a place (below 0) the last two mean nothing.
 */
export function scoreWords(
  dots: usize, rows: i32, words: i32, places: usize, inverseNorms: usize, squares: usize, rate: f64, count: i32,
  scores: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const place = load<i32>(places);
    rankWords(dots, words, place, inverseNorms, squares, scores);
    if (place >= 0) {
      const least = load<f64>(scores, 16), offset = <usize>place;
      const own = load<f64>(squares + (offset << 3)) - 2 * <f64>load<f32>(dots + (offset << 2));
      store<f64>(scores, own - least, 16);
      sumTerms(dots, words, squares, least, rate, count, scores + 24);
    }
    dots += (<usize>words) << 2;
    places += 4;
    scores += (<usize>(4 + 2 * count)) << 3;
  }
}
