import { duplicateKey } from './json-keys.ts';
import { elementCount, type TensorMap } from './parameters.ts';

/** Element types read and written here, by their safetensors name. */
const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
} as const;
export type Dtype = keyof typeof arrays;

/** A tensor with its element type, row-major. */
export type TypedTensor =
  | { dtype: 'F32'; shape: readonly number[]; data: Float32Array }
  | { dtype: 'F64'; shape: readonly number[]; data: Float64Array }
  | { dtype: 'I32'; shape: readonly number[]; data: Int32Array }
  | { dtype: 'I64'; shape: readonly number[]; data: BigInt64Array }
  | { dtype: 'U8'; shape: readonly number[]; data: Uint8Array };

export interface SafetensorsFile {
  tensors: Map<string, TypedTensor>;
  metadata: Record<string, string>;
}

/** The format's own bound on the header, so that a corrupt length cannot ask for more. */
const longestHeader = 100_000_000;

/**
 * A file in the safetensors format (github.com/huggingface/safetensors, "Format"): the header's length as a
 * little-endian u64, a JSON header, then the tensors' bytes. Tensors stand by falling element size, otherwise in the
 * order given, and the header is padded to 8 bytes, so that every tensor is aligned. Like every machine VS Code runs
 * on, this assumes a little-endian one.
 *
 * Throws a RangeError when a tensor's data does not fill its shape.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TypedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = [...tensors].sort(
    ([, a], [, b]) => arrays[b.dtype].BYTES_PER_ELEMENT - arrays[a.dtype].BYTES_PER_ELEMENT,
  );
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  let size = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    if (name === '__metadata__') throw new RangeError('A tensor cannot be called __metadata__.');
    if (data.length !== elementCount(shape))
      throw new RangeError(`The tensor ${name} holds ${data.length} numbers, not the [${shape.join(', ')}] it claims.`);
    entries.push([name, { dtype, shape, data_offsets: [size, size + data.byteLength] }]);
    size += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads what `writeSafetensors` or any other writer of the format made. Tensors come in the order of their bytes.
 * Where the alignment allows, their data are views of `bytes`.
 *
 * Nothing in the file is trusted: throws an Error that says what is wrong (a header longer than the file, not UTF-8,
 * not JSON, a name twice, an unknown element type, offsets that overlap, leave a hole, lie outside or do not fit the
 * shape). NaN and infinity are numbers like others here; `checkParameters` refuses them.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const headerLength = readHeaderLength(bytes);
  const { entries, metadata } = readHeader(bytes.subarray(8, 8 + headerLength));
  const body = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, TypedTensor>();
  let at = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    if (begin !== at)
      throw new Error(`the tensor ${quoted(name)} ${begin < at ? 'overlaps another' : 'leaves a hole'}`);
    if (end > body.length) throw new Error(`the tensor ${quoted(name)} lies outside the file, which may be cut short`);
    tensors.set(name, view(dtype, shape, body, begin, end));
    at = end;
  }
  if (at !== body.length) throw new Error(`${body.length - at} bytes at the end belong to no tensor`);
  return { tensors, metadata };
}

/** Parameters as tensors to write. */
export function typedTensors(parameters: TensorMap): Map<string, TypedTensor> {
  return new Map([...parameters].map(([name, { shape, data }]) => [name, { dtype: 'F32', shape, data }]));
}

/** The float32 tensors of a file as parameters. Throws an Error that names a tensor of another element type. */
export function float32Tensors(tensors: ReadonlyMap<string, TypedTensor>): TensorMap {
  const parameters: TensorMap = new Map();
  for (const [name, tensor] of tensors) {
    if (tensor.dtype !== 'F32') throw new Error(`the tensor ${quoted(name)} is ${tensor.dtype}, not F32`);
    parameters.set(name, { shape: tensor.shape, data: tensor.data });
  }
  return parameters;
}

interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < 8) throw new Error('the file is too short for a safetensors header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(longestHeader)) throw new Error(`the header claims ${length} bytes, which is too long`);
  if (length > BigInt(bytes.length - 8)) throw new Error(`the header claims ${length} bytes, more than the file holds`);
  return Number(length);
}

function readHeader(bytes: Uint8Array): { entries: Entry[]; metadata: Record<string, string> } {
  const header = parseHeader(bytes);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = checkMetadata(value);
    else entries.push(checkEntry(name, value));
  }
  // Empty tensors share their place with a neighbour, and come before it.
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  return { entries, metadata };
}

function parseHeader(bytes: Uint8Array): object {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('the header is not UTF-8');
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new Error('the header is not JSON');
  }
  if (!isObject(header)) throw new Error('the header is not a JSON object');
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw new Error(`the header holds ${quoted(duplicate)} twice`);
  return header;
}

function checkMetadata(value: unknown): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string'))
    throw new Error('the metadata are not an object of strings');
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown): Entry {
  const fail = (what: string): Error => new Error(`the tensor ${quoted(name)} ${what}`);
  if (!isObject(value)) throw fail('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype)) {
    const named = typeof dtype === 'string' ? quoted(dtype) : 'that is no name';
    throw fail(`has an element type ${named}, not one of ${Object.keys(arrays).join(', ')}`);
  }
  if (!isCounts(shape) || shape.length > 32) throw fail('has no valid shape');
  if (!isCounts(offsets) || offsets.length !== 2) throw fail('has no valid offsets');
  const [begin, end] = offsets as [number, number];
  if (end < begin) throw fail('ends before it begins');
  const byteLength = elementCount(shape) * arrays[dtype as Dtype].BYTES_PER_ELEMENT;
  // A product past 2^53 is never equal to a length that is a safe integer and fits in the file.
  if (byteLength !== end - begin) throw fail(`has ${end - begin} bytes, not the ${byteLength} of its shape`);
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function view(dtype: Dtype, shape: number[], body: Uint8Array, begin: number, end: number): TypedTensor {
  const size = arrays[dtype].BYTES_PER_ELEMENT;
  const aligned = (body.byteOffset + begin) % size === 0 && body.buffer instanceof ArrayBuffer;
  const source = aligned ? body.subarray(begin, end) : Uint8Array.from(body.subarray(begin, end));
  const data = new arrays[dtype](source.buffer as ArrayBuffer, source.byteOffset, (end - begin) / size);
  return { dtype, shape, data } as TypedTensor;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** A name from the file, on one line and of bounded length, for a message. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
