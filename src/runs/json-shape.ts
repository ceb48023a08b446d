/** What a JSON value must look like: a test of one value, or the fields of an object. */
export type JsonShape = ((value: unknown) => boolean) | { readonly [field: string]: JsonShape };

export const text: JsonShape = (value) => typeof value === 'string';
export const finite: JsonShape = (value) => Number.isFinite(value);
export const count: JsonShape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const record: JsonShape = isRecord;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function oneOf(...values: readonly unknown[]): JsonShape {
  return (value) => values.includes(value);
}

export function nullable(shape: JsonShape): JsonShape {
  return (value) => value === null || wrongField(value, shape) === undefined;
}

/** A field that may be missing. */
export function optional(shape: JsonShape): JsonShape {
  return (value) => value === undefined || wrongField(value, shape) === undefined;
}

export function listOf(shape: JsonShape, length?: number): JsonShape {
  return (value) =>
    Array.isArray(value) &&
    (length === undefined || value.length === length) &&
    value.every((item) => wrongField(item, shape) === undefined);
}

export function mapOf(shape: JsonShape): JsonShape {
  return (value) => isRecord(value) && Object.values(value).every((item) => wrongField(item, shape) === undefined);
}

/** The path of the first field that is missing or of another shape; undefined when all are right. */
export function wrongField(value: unknown, shape: JsonShape, path = ''): string | undefined {
  if (typeof shape === 'function') return shape(value) ? undefined : path;
  if (!isRecord(value)) return path;
  for (const [field, inner] of Object.entries(shape)) {
    const wrong = wrongField(
      Object.hasOwn(value, field) ? value[field] : undefined,
      inner,
      path ? `${path}.${field}` : field,
    );
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
