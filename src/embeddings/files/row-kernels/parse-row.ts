const TAB: i32 = 0x09;
const SPACE: i32 = 0x20;
const ZERO: u8 = 0x30;
/** The minus sign and the decimal point, counted from `0`. */
const MINUS: u8 = 0x2d - 0x30;
const POINT: u8 = 0x2e - 0x30;

/** 10^0 to 10^15, each exact. */
const POWERS = memory.data<f64>([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);

/* Vectors of 16 bytes each, one behind the other: constants in code would be made anew with each number. */
const VECTORS = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO,
  10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
  POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT, POINT,
  MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS, MINUS,
], 16);
const FACTORS = memory.data<i16>([
  10, 1, 10, 1, 10, 1, 10, 1, 100, 1, 100, 1, 100, 1, 100, 1, 10000, 1, 10000, 1, 10000, 1, 10000, 1,
], 16);

/**
 * Reads the numbers of a row, [start, end), into float32 at `to`: white space, then a number, `count` times, and white space
 * to the end. Returns whether that is what the row holds. Numbers are digits with or without a minus and a point, at most 15
 * characters long; rows that hold others are answered with false, and are for the language's own rules.
 */
export function parseRow(start: usize, end: usize, to: usize, count: i32): bool {
  const lanes = v128.load(VECTORS);
  const zeros = v128.load(VECTORS, 16);
  const ten = v128.load(VECTORS, 32);
  const points = v128.load(VECTORS, 48);
  const minuses = v128.load(VECTORS, 64);
  const tens = v128.load(FACTORS);
  const hundreds = v128.load(FACTORS, 16);
  const tenThousands = v128.load(FACTORS, 32);
  let at = start;
  const toEnd = to + (<usize>count << 2);
  for (; to < toEnd; to += 4) {
    if (at >= end || !isBlank(load<u8>(at))) return false;
    at++;
    while (at < end && isBlank(load<u8>(at))) at++;

    const bytes = i8x16.sub(v128.load(at), zeros);
    const minus = i8x16.eq(bytes, minuses);
    const negative = i8x16.bitmask(minus) & 1;
    const digits = i8x16.bitmask(i8x16.lt_u(bytes, ten));
    const pointMask = i8x16.bitmask(i8x16.eq(bytes, points));
    const length = ctz<i32>(~(digits | pointMask | negative));
    const inNumber = (1 << length) - 1;
    const point = pointMask & inNumber;
    // One point at most, one digit at least, and nothing that ran on behind the end.
    if ((point & (point - 1)) !== 0 || (digits & inNumber) === 0 || length > 15 || at + <usize>length > end) return false;
    at += <usize>length;

    // The digits moved to the right end, those before the point by one more; a minus counts as the digit 0.
    const pointAt = point !== 0 ? ctz<i32>(point) : -128;
    const decimals = point !== 0 ? length - 1 - pointAt : 0;
    let from = i8x16.add(lanes, i8x16.splat(<i8>(length - 16)));
    from = i8x16.add(from, i8x16.le_s(from, i8x16.splat(<i8>pointAt)));
    const aligned = i8x16.swizzle(v128.andnot(bytes, minus), from);
    const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(aligned), tens);
    const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(aligned), tens);
    const pairs = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(low, high), hundreds);
    const quads = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(pairs, pairs), tenThousands);
    // Fifteen digits fit a double's 53 bits, and a quotient of two exact numbers is rounded once.
    const mantissa = <f64>i32x4.extract_lane(quads, 0) * 1e8 + <f64>i32x4.extract_lane(quads, 1);
    const value = <f32>(mantissa / load<f64>(POWERS + (<usize>decimals << 3)));
    // Half of all numbers are negative, in no order that a branch could foresee.
    store<u32>(to, reinterpret<u32>(value) | (<u32>negative << 31));
  }
  while (at < end && isBlank(load<u8>(at))) at++;
  return at >= end;
}

// @ts-ignore: decorator
@inline
function isBlank(byte: i32): bool {
  return byte === SPACE || byte === TAB;
}
