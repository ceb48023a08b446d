import { UserError } from '../corpus/user-error.ts';

/** What one setting may be. Throws a UserError that names it by `path`. */
export type Field = (value: unknown, path: string) => void;

/** Checks every field, and that there is no other. */
export function checkFields(value: object, fields: Readonly<Record<string, Field>>, prefix: string): void {
  for (const key of Object.keys(value))
    if (!Object.hasOwn(fields, key))
      throw new UserError(
        `The setting ${oneLine(prefix + key)} is unknown; known are ${Object.keys(fields).join(', ')}.`,
      );
  for (const [key, field] of Object.entries(fields))
    field(Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined, prefix + key);
}

export function integer(least: number, most: number): Field {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || !within(value, least, most))
      throw wrong(path, `a whole number from ${least} to ${most}`, value);
  };
}

export function number(least: number, most: number): Field {
  return (value, path) => {
    if (!Number.isFinite(value) || !within(value, least, most))
      throw wrong(path, `a number from ${least} to ${most}`, value);
  };
}

export function choice<T extends string | boolean>(...values: readonly T[]): Field {
  return (value, path) => {
    if (!values.includes(value as T)) throw wrong(path, `one of ${values.join(', ')}`, value);
  };
}

export function optionalText(longest: number): Field {
  return (value, path) => {
    if (value !== undefined && (typeof value !== 'string' || value.length > longest))
      throw wrong(path, `a text of at most ${longest} characters`, value);
  };
}

export function nullable(field: Field): Field {
  return (value, path) => {
    if (value !== null) field(value, path);
  };
}

export function list(item: Field, least: number, most: number): Field {
  return (value, path) => {
    if (!Array.isArray(value) || !within(value.length, least, most))
      throw wrong(path, `a list of ${least} to ${most} entries`, value);
    value.forEach((entry, i) => item(entry, `${path}[${i}]`));
  };
}

export function objectOf(fields: Readonly<Record<string, Field>>): Field {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'an object', value);
    checkFields(value, fields, `${path}.`);
  };
}

export function wrong(path: string, expected: string, value: unknown): UserError {
  const shown = value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value);
  return new UserError(`The setting ${path} must be ${expected}, not ${oneLine(shown)}.`);
}

function within(value: unknown, least: number, most: number): boolean {
  return (value as number) >= least && (value as number) <= most;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
