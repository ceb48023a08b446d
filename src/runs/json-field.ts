/** What lies at a path of field names in a value that may be anything; undefined where it ends before. */
export function fieldAt(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

/** The number there; NaN where there is none. */
export function numberAt(value: unknown, ...path: string[]): number {
  const found = fieldAt(value, ...path);
  return typeof found === 'number' ? found : Number.NaN;
}
