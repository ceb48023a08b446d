import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkParameters, initialParameters } from '../../src/model/parameters.ts';
import {
  float32Tensors,
  readSafetensors,
  writeSafetensors,
  typedTensors,
  type TypedTensor,
} from '../../src/model/safetensors.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { assemble } from './safetensors-bytes.ts';
import { completeSpecification } from '../../src/model/specification.ts';

const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const read = (header: unknown, body = zeros(4)): unknown => readSafetensors(assemble(header, body));

describe('writeSafetensors and readSafetensors', () => {
  const tensors = new Map<string, TypedTensor>([
    ['bytes', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) }],
    ['floats', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1.5, -0, Infinity, NaN) }],
    ['doubles', { dtype: 'F64', shape: [1, 2], data: Float64Array.of(Math.PI, -1e300) }],
    ['longs', { dtype: 'I64', shape: [], data: BigInt64Array.of(-(2n ** 62n)) }],
    ['ints', { dtype: 'I32', shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) }],
    ['nothing', { dtype: 'F32', shape: [0, 7], data: new Float32Array(0) }],
    ['"quoted"\n\ud800 é', { dtype: 'F32', shape: [1], data: Float32Array.of(7) }],
    ['__proto__', { dtype: 'F32', shape: [1], data: Float32Array.of(8) }],
    ['12', { dtype: 'F32', shape: [1], data: Float32Array.of(9) }],
  ]);

  it('give back every tensor, shape and word of metadata, bit for bit', () => {
    const metadata = { format: 'pt', note: 'ö "x"\n', __proto__x: '' };
    const back = readSafetensors(writeSafetensors(tensors, metadata));
    expect(back.metadata).toEqual(metadata);
    expect(new Set(back.tensors.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, tensor] of tensors) expect(back.tensors.get(name)).toEqual(tensor);
    expect(Object.is(back.tensors.get('floats')!.data[1], -0)).toBe(true);
  });

  it('give back the tensors of a file that starts at an odd byte of its buffer', () => {
    const bytes = writeSafetensors(tensors);
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    for (const [name, tensor] of tensors) expect(readSafetensors(shifted).tensors.get(name)).toEqual(tensor);
  });

  it('align every tensor, and so read without a copy what was written', () => {
    const bytes = writeSafetensors(tensors);
    for (const { data } of readSafetensors(bytes).tensors.values()) expect(data.buffer).toBe(bytes.buffer);
  });

  it('handle a file without tensors', () => {
    expect(readSafetensors(writeSafetensors(new Map())).tensors.size).toBe(0);
  });

  it('refuse to write data that do not fill their shape', () => {
    const short: TypedTensor = { dtype: 'F32', shape: [3], data: new Float32Array(2) };
    expect(() => writeSafetensors(new Map([['w', short]]))).toThrow('The tensor w holds 2 numbers');
  });

  it('keep a network so that it passes checkParameters, unless it holds a NaN', () => {
    const spec = completeSpecification({ cell: 'gru', inputSize: 5, hiddenSize: 4, bottleneckSize: 3 });
    const parameters = initialParameters(spec, createRandom(1));
    const typed = typedTensors(parameters);
    const copy = (): ReturnType<typeof float32Tensors> =>
      float32Tensors(readSafetensors(writeSafetensors(typed)).tensors);
    expect(copy()).toEqual(parameters);
    checkParameters(spec, copy());
    parameters.get('decoder.start_token')!.data[2] = NaN;
    expect(() => checkParameters(spec, copy())).toThrow(
      'the tensor decoder.start_token holds a number that is not finite',
    );
  });

  it('refuse double-precision tensors as parameters', () => {
    const doubles = new Map<string, TypedTensor>([['w', { dtype: 'F64', shape: [1], data: new Float64Array(1) }]]);
    expect(() => float32Tensors(doubles)).toThrow('the tensor "w" is F64, not F32');
  });
});

describe('readSafetensors refuses', () => {
  it.each([0, 1, 7])('a file of %i bytes', (length) => {
    expect(() => readSafetensors(zeros(length))).toThrow('too short');
  });

  it('a header of 2^60 bytes', () => {
    const bytes = zeros(64);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(() => readSafetensors(bytes)).toThrow('the header claims 1152921504606846976 bytes');
  });

  it('a header one byte longer than the file', () => {
    const bytes = assemble({}, zeros(0));
    new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - 7), true);
    expect(() => readSafetensors(bytes)).toThrow('more than the file holds');
  });

  it.each([
    ['bad UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d), 'not UTF-8'],
    ['an overlong encoding', Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x7d), 'not UTF-8'],
    ['a byte-order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d), 'not JSON'],
    ['half an object', new TextEncoder().encode('{"a":'), 'not JSON'],
    ['an array', new TextEncoder().encode('[]'), 'not a JSON object'],
    ['null', new TextEncoder().encode('null'), 'not a JSON object'],
    ['a million open brackets', new TextEncoder().encode('['.repeat(1_000_000)), 'not JSON'],
    ['a name twice', new TextEncoder().encode('{"a":1,"\\u0061":2}'), 'holds "a" twice'],
    ['a field twice', new TextEncoder().encode('{"a":{"dtype":"F32", "dtype" :"F64"}}'), 'holds "dtype" twice'],
  ])('a header that is %s', (_, header, message) => {
    expect(() => readSafetensors(assemble(header, zeros(0)))).toThrow(message);
  });

  it.each([
    ['overlapping tensors', { a: one, b: one }, 'the tensor "b" overlaps another'],
    ['a hole', { a: one, b: { ...one, data_offsets: [8, 12] } }, 'the tensor "b" leaves a hole'],
    ['a tensor outside the file', { a: one, b: { ...one, data_offsets: [4, 8] } }, 'lies outside the file'],
    ['bytes that belong to nobody', {}, '4 bytes at the end belong to no tensor'],
    ['offsets that run backwards', { a: { ...one, data_offsets: [4, 0] } }, 'ends before it begins'],
    ['negative offsets', { a: { ...one, data_offsets: [-4, 0] } }, 'no valid offsets'],
    ['broken offsets', { a: { ...one, data_offsets: [0.5, 4.5] } }, 'no valid offsets'],
    ['three offsets', { a: { ...one, data_offsets: [0, 4, 8] } }, 'no valid offsets'],
    ['a negative size', { a: { ...one, shape: [-1, -1] } }, 'no valid shape'],
    ['a shape that is no list', { a: { ...one, shape: 1 } }, 'no valid shape'],
    ['a shape of another size', { a: { ...one, shape: [2] } }, 'has 4 bytes, not the 8 of its shape'],
    ['a shape past counting', { a: { ...one, shape: Array(20).fill(2 ** 52) } }, 'of its shape'],
    ['an unknown element type', { a: { ...one, dtype: 'BF16' } }, 'has an element type "BF16"'],
    ['an inherited property as element type', { a: { ...one, dtype: 'toString' } }, 'has an element type "toString"'],
    [
      'an element type that is an object',
      { a: { ...one, dtype: { toString: 1 } } },
      'has an element type that is no name',
    ],
    ['a tensor that is null', { a: null }, 'is not described by an object'],
    ['metadata that are not strings', { __metadata__: { a: 1 } }, 'the metadata are not an object of strings'],
    ['metadata that are a list', { __metadata__: [] }, 'the metadata are not an object of strings'],
  ])('%s', (_, header, message) => {
    expect(() => read(header)).toThrow(message);
  });

  it('a long or broken name only in one short line', () => {
    const message = ((): string => {
      try {
        read({ ['x\n'.repeat(500)]: null });
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\n');
  });
});

const fixtures = path.resolve(import.meta.dirname, '../../../shared/fixtures');
describe.skipIf(!existsSync(fixtures))("PyTorch's fixtures (skipped where ../shared/fixtures is missing)", () => {
  it('are read with their metadata and shapes', () => {
    const { tensors, metadata } = readSafetensors(readFileSync(path.join(fixtures, 'rnn-small.safetensors')));
    expect(metadata).toMatchObject({ cell: 'rnn', hidden: '8' });
    expect(tensors.get('weights/encoder.rnn.weight_ih_l0')).toMatchObject({ dtype: 'F64', shape: [8, 12] });
    expect(tensors.get('batch/input')!.data.every(Number.isFinite)).toBe(true);
  });
});
