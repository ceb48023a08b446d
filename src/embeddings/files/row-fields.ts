import { parseDecimals, type Stop } from './decimal.ts';

const space = 0x20;
const tab = 0x09;

/** A run of bytes without white space. */
export interface Field {
  start: number;
  end: number;
}

/** The fields of a row, in order. */
export function fieldsOf(bytes: Uint8Array, start: number, end: number): Field[] {
  const fields: Field[] = [];
  for (let i = start; i < end;) {
    while (i < end && (bytes[i] === space || bytes[i] === tab)) i++;
    const from = i;
    while (i < end && bytes[i] !== space && bytes[i] !== tab) i++;
    if (i > from) fields.push({ start: from, end: i });
  }
  return fields;
}

const one = new Float32Array(1);
const oneStop: Stop = { at: 0 };

/** Whether a field is a finite decimal number. */
export function isNumber(bytes: Uint8Array, { start, end }: Field): boolean {
  return parseDecimals(bytes, start, end, one, 0, 1, oneStop) === 1;
}

export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== space && bytes[i] !== tab) return false;
  return true;
}

/** The numbers at a row's end, without its word. */
export function countNumbers(bytes: Uint8Array, start: number, end: number): number {
  const fields = fieldsOf(bytes, start, end).slice(1);
  let count = 0;
  while (count < fields.length && isNumber(bytes, fields[fields.length - 1 - count]!)) count++;
  return count;
}
