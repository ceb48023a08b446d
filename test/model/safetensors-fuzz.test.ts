import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import { elementCount } from '../../src/model/parameters.ts';
import { readSafetensors, writeSafetensors, type TypedTensor } from '../../src/model/safetensors.ts';
import { assemble } from './safetensors-bytes.ts';

const inputs = 100_000;

const valid = writeSafetensors(
  new Map<string, TypedTensor>([
    ['encoder.weight', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
    ['empty', { dtype: 'F64', shape: [0], data: new Float64Array(0) }],
  ]),
  { format: 'pt' },
);

const makers: ((random: Random) => Uint8Array)[] = [flipBytes, cutOrGrow, spliceHeader, randomHeader, noise];

it(`readSafetensors reads or refuses ${inputs.toLocaleString('en')} damaged files, and nothing else happens`, () => {
  const random = createRandom(20);
  let read = 0;
  for (let i = 0; i < inputs; i++) {
    const bytes = makers[i % makers.length]!(random);
    try {
      const { tensors } = readSafetensors(bytes);
      read++;
      let size = 0;
      for (const { shape, data } of tensors.values()) {
        if (data.length !== elementCount(shape)) throw new TypeError('a tensor does not fill its shape');
        size += data.byteLength;
      }
      if (size > bytes.length) throw new TypeError('more data than the file holds');
    } catch (error) {
      // A TypeError or RangeError would come from the engine's own depths: a case that was not thought of.
      if (!(error instanceof Error) || error.constructor !== Error || /\n/.test(error.message))
        throw new Error(`input ${i}: ${String(error)}`, { cause: error });
    }
  }
  // Both ways out were taken, so the inputs are neither all trivial nor all valid.
  expect(read).toBeGreaterThan(inputs / 1000);
  expect(read).toBeLessThan(inputs / 2);
});

function flipBytes(random: Random): Uint8Array {
  const bytes = valid.slice();
  for (let n = 1 + random.integer(4); n > 0; n--) bytes[random.integer(bytes.length)] = random.integer(256);
  return bytes;
}

function cutOrGrow(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.integer(valid.length * 2));
  bytes.set(valid.subarray(0, bytes.length));
  return bytes;
}

/** Pieces of the true header's text, shuffled about. */
function spliceHeader(random: Random): Uint8Array {
  const length = Number(new DataView(valid.buffer).getBigUint64(0, true));
  const header = [...valid.subarray(8, 8 + length)];
  for (let n = 1 + random.integer(3); n > 0; n--) {
    const piece = header.splice(random.integer(header.length), random.integer(20));
    if (random.integer(2)) header.splice(random.integer(header.length), 0, ...piece);
  }
  return assemble(Uint8Array.from(header), valid.subarray(8 + length));
}

/** Well-formed JSON of the right kind with wrong values. */
function randomHeader(random: Random): Uint8Array {
  const pick = <T>(...choices: T[]): T => choices[random.integer(choices.length)]!;
  const number = (): unknown =>
    pick<unknown>(0, 1, 2, 4, 8, -1, 0.5, 2 ** 53, 1e308, null, '4', [], random.integer(40));
  const list = (): unknown => pick<unknown>([], [number()], [number(), number()], [0, 4], [4, 8], number(), {}, null);
  const tensor = (): unknown =>
    pick<unknown>(
      number(),
      { dtype: pick<unknown>('F32', 'I64', 'U8', 'F8', '', 5), shape: list(), data_offsets: list() },
      {
        dtype: 'F32',
        shape: [1],
        data_offsets: [0, 4],
      },
    );
  const header: [string, unknown][] = [];
  for (let n = random.integer(4); n > 0; n--) header.push([pick('a', 'b', '__metadata__', '__proto__', ''), tensor()]);
  return assemble(Object.fromEntries(header), new Uint8Array(pick(0, 4, 8, random.integer(40))));
}

function noise(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: random.integer(120) }, () => random.integer(256));
  // Mostly a header length that lets the reader go on to the header.
  if (bytes.length > 8 && random.integer(8)) bytes.fill(0, 1, 8);
  return bytes;
}
