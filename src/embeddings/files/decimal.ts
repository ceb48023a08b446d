const powersOfTen = Float64Array.from({ length: 10 }, (_, exponent) => 10 ** exponent);

const space = 0x20;
const tab = 0x09;
const minus = 0x2d;
const zero = 0x30;
/** The decimal point, counted from `0`. */
const point = 0x2e - zero;

/** Where `parseDecimals` stopped: at the line's end, or at the field that is no number. */
export interface Stop {
  at: number;
}

/**
 * Reads numbers that white space parts from `bytes[start, end)` into `into[offset ...]`, at most `count`. Returns how many
 * were read before the end or before the first field that is no finite decimal number; `stop.at` tells which.
 */
export function parseDecimals(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Float32Array,
  offset: number,
  count: number,
  stop: Stop,
): number {
  let i = start;
  let read = 0;
  for (; ; read++) {
    if (bytes[i] === space) i++;
    let byte = bytes[i]!;
    while (i < end && (byte === space || byte === tab)) byte = bytes[++i]!;
    if (i >= end || read === count) break;

    const field = i;
    const negative = byte === minus;
    if (negative) byte = bytes[++i]!;
    let from = i;
    let mantissa = 0;
    let digit = byte - zero;
    while (digit >= 0 && digit <= 9) {
      mantissa = (mantissa * 10 + digit) | 0;
      digit = bytes[++i]! - zero;
    }
    let digits = i - from;
    let decimals = 0;
    if (digit === point) {
      from = ++i;
      digit = bytes[i]! - zero;
      while (digit >= 0 && digit <= 9) {
        mantissa = (mantissa * 10 + digit) | 0;
        digit = bytes[++i]! - zero;
      }
      decimals = i - from;
      digits += decimals;
    }
    // Nine digits fit 31 bits, and a quotient of two exact numbers is rounded once. What is longer, has
    // an exponent or ran on behind `end` is read by the language's own rules.
    if (digits > 0 && digits <= 9 && i <= end && (i === end || bytes[i] === space || bytes[i] === tab)) {
      into[offset + read] = (negative ? -mantissa : mantissa) / powersOfTen[decimals]!;
      continue;
    }
    i = field;
    while (i < end && bytes[i] !== space && bytes[i] !== tab) i++;
    const value = Math.fround(parseSlowly(bytes, field, i));
    if (!Number.isFinite(value)) {
      i = field;
      break;
    }
    into[offset + read] = value;
  }
  stop.at = i;
  return read;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function parseSlowly(bytes: Uint8Array, start: number, end: number): number {
  // No decimal number of use is longer.
  if (end - start > 400) return NaN;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return decimal.test(text) ? Number(text) : NaN;
}
