/** A message that does not have the form it should; says where. */
export class MalformedMessage extends Error {
  override name = 'MalformedMessage';
}

/** Takes a value that may be anything to a `T`, or throws a MalformedMessage that names `where`. */
export type Reader<T> = (value: unknown, where: string) => T;

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredReaders<T> = { [K in Exclude<keyof T, OptionalKey<T>>]: Reader<T[K]> };
type OptionalReaders<T> = { [K in OptionalKey<T>]-?: Reader<Exclude<T[K], undefined>> };

function fail(where: string, expected: string): never {
  throw new MalformedMessage(`${where} must be ${expected}`);
}

/** No field of a message is longer: a whole poem collection in one string is not a message. */
const longestText = 10_000_000;

export const text: Reader<string> = (value, where) =>
  typeof value === 'string' && value.length <= longestText ? value : fail(where, 'a string');

export const truth: Reader<boolean> = (value, where) => (typeof value === 'boolean' ? value : fail(where, 'a boolean'));

/** Any number, NaN and the infinities too: a loss that diverged is still to be told. */
export const anyNumber: Reader<number> = (value, where) =>
  typeof value === 'number' ? value : fail(where, 'a number');

export function wholeNumber(least = 0, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, where) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : fail(where, `a whole number from ${least} to ${most}`);
}

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (value, where) => choices.find((choice) => choice === value) ?? fail(where, `one of ${choices.join(', ')}`);
}

export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, where) => (value === null ? null : reader(value, where));
}

/** An array, of exactly `length` items where that is given. */
export function listOf<T>(reader: Reader<T>, length?: number): Reader<T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) fail(where, 'an array');
    if (length !== undefined && value.length !== length) fail(where, `an array of ${length}`);
    return Array.from(value, (item, i) => reader(item, `${where}[${i}]`));
  };
}

/** A typed array of this kind, which travels as such. */
export function arrayOf<T>(kind: new (length: number) => T): Reader<T> {
  return (value, where) => (value instanceof kind ? value : fail(where, `a ${kind.name}`));
}

/** An object with exactly these fields; an optional field that is undefined counts as absent. */
export function record<T extends object>(required: RequiredReaders<T>, optional: OptionalReaders<T>): Reader<T> {
  const readers = new Map<string, { read: Reader<unknown>; optional: boolean }>();
  for (const [name, read] of Object.entries(required))
    readers.set(name, { read: read as Reader<unknown>, optional: false });
  for (const [name, read] of Object.entries(optional))
    readers.set(name, { read: read as Reader<unknown>, optional: true });
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(where, 'an object');
    const fields = new Map(Object.entries(value));
    for (const name of fields.keys()) if (!readers.has(name)) fail(where, `without the field ${JSON.stringify(name)}`);
    const result: Record<string, unknown> = {};
    for (const [name, { read, optional: mayMiss }] of readers) {
      const field = fields.get(name);
      if (field === undefined && mayMiss) continue;
      result[name] = read(field, `${where}.${name}`);
    }
    return result as T;
  };
}
