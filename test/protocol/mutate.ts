import type { Random } from '../../src/corpus/random.ts';
import { MalformedMessage } from '../../src/protocol/read-value.ts';

const oddities: (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 0.5,
  () => 2 ** 60,
  () => Number.NaN,
  () => Infinity,
  () => '',
  () => 'train',
  () => '\0\ud800<img onerror=1>',
  () => 12n,
  () => [],
  () => [[[]]],
  () => ({}),
  () => ({ type: 'request', length: 2 ** 40 }),
  () => JSON.parse('{"__proto__": {"type": "cancel"}, "constructor": 1}') as unknown,
  () => Object.create(null) as unknown,
  () => new Map([['type', 'cancel']]),
  () => new Date(Number.NaN),
  () => new Float32Array(3),
  () => new Array(5),
];

/** A copy with one to three places replaced, removed or added. */
function mutate(value: unknown, random: Random): unknown {
  let result = structuredClone(value);
  for (let times = 1 + random.integer(3); times > 0; times--) result = mutateOnce(result, random);
  return result;
}

/** A reader, and what it reads without complaint. */
export interface ReaderUnderTest {
  read(value: unknown): unknown;
  samples: readonly unknown[];
}

/** How many of so many mutated samples are refused with a MalformedMessage. Throws any other error. */
export function refusedOf(readers: readonly ReaderUnderTest[], rounds: number, random: Random): number {
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const { read, samples } = readers[round % readers.length]!;
    const value = mutate(samples[random.integer(samples.length)], random);
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      refused++;
    }
  }
  return refused;
}

function mutateOnce(value: unknown, random: Random): unknown {
  const odd = (): unknown => oddities[random.integer(oddities.length)]!();
  if (typeof value !== 'object' || value === null || random.integer(8) === 0) return odd();
  const container = value as Record<string, unknown>;
  const keys = Object.keys(container);
  if (!keys.length || random.integer(8) === 0) {
    // `defineProperty`, because an assignment to `__proto__` would not add a field.
    const name = ['__proto__', 'toString', 'extra', '0'][random.integer(4)]!;
    if (!ArrayBuffer.isView(value)) {
      Object.defineProperty(container, name, { value: odd(), enumerable: true, configurable: true, writable: true });
    }
    return container;
  }
  const key = keys[random.integer(keys.length)]!;
  if (random.integer(5) === 0 && !ArrayBuffer.isView(value)) delete container[key];
  else {
    const changed = mutateOnce(container[key], random);
    if (!ArrayBuffer.isView(value)) container[key] = changed;
  }
  return container;
}
