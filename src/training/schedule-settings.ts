import { checkFields, integer, number, wrong, type Field } from './setting-fields.ts';

/** How the learning rate moves. Shares of steps are of the whole training, shares of the rate of `learningRate`. */
export type Schedule =
  | { kind: 'constant' }
  /** Linear warm-up, then half a cosine down to `finalShare` of the rate. */
  | { kind: 'cosine'; warmupShare: number; finalShare: number }
  /** From the rate over `initialDivisor` up to the rate, then down to the first value over `finalDivisor`. */
  | { kind: 'one-cycle'; warmupShare: number; initialDivisor: number; finalDivisor: number }
  /** Times `factor` after more than `patience` epochs in which the loss did not fall by the share `threshold`. */
  | { kind: 'plateau'; factor: number; patience: number; threshold: number; cooldown: number; minimum: number };

/** PyTorch's defaults where it has the schedule. */
export const scheduleDefaults: { readonly [K in Schedule['kind']]: Extract<Schedule, { kind: K }> } = {
  constant: { kind: 'constant' },
  cosine: { kind: 'cosine', warmupShare: 0.05, finalShare: 0 },
  'one-cycle': { kind: 'one-cycle', warmupShare: 0.3, initialDivisor: 25, finalDivisor: 1e4 },
  plateau: { kind: 'plateau', factor: 0.1, patience: 10, threshold: 1e-4, cooldown: 0, minimum: 0 },
};

const kind: Field = () => undefined;

const fields: Record<Schedule['kind'], Record<string, Field>> = {
  constant: { kind },
  cosine: { kind, warmupShare: number(0, 0.9), finalShare: number(0, 1) },
  'one-cycle': { kind, warmupShare: number(0.01, 0.99), initialDivisor: number(1, 1e6), finalDivisor: number(1, 1e9) },
  plateau: {
    kind,
    factor: number(0.001, 0.999),
    patience: integer(0, 10_000),
    threshold: number(0, 0.999),
    cooldown: integer(0, 10_000),
    minimum: number(0, 1),
  },
};

/** Fills in what a schedule of a known kind leaves out; anything else is left for `checkSchedule` to refuse. */
export function withDefaults(schedule: Schedule): Schedule {
  const kind = kindOf(schedule);
  return kind === undefined ? schedule : { ...scheduleDefaults[kind], ...schedule };
}

/** A schedule with all its fields. Throws a UserError that names what is wrong. */
export const checkSchedule: Field = (value, path) => {
  const known = kindOf(value);
  if (known === undefined) throw wrong(`${path}.kind`, `one of ${Object.keys(fields).join(', ')}`, nameOf(value));
  checkFields(value as object, fields[known], `${path}.`);
};

function kindOf(value: unknown): Schedule['kind'] | undefined {
  const name = nameOf(value);
  return typeof name === 'string' && Object.hasOwn(fields, name) ? (name as Schedule['kind']) : undefined;
}

function nameOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}
