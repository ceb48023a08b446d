import { createHash } from 'node:crypto';

/*
 * The frame of the files that this room writes:
 *   0  magic          8 bytes of ASCII
 *   8  version        uint32, little endian like all numbers
 *  12  facts' length  uint32
 *  16  SHA-256        of bytes 0 to 16 and of everything from 48 on
 *  48  facts          JSON, UTF-8
 *      payload        to the end
 */
const checksumAt = 16;
const factsAt = 48;

export interface SealedFile {
  /** As JSON gave them: to be checked before use. */
  facts: unknown;
  /** A view of the file's bytes, at no particular alignment. */
  payload: Uint8Array;
}

/** Frames facts and payload so that `unseal` notices any damage. `magic` is 8 ASCII characters. */
export function seal(magic: string, version: number, facts: object, payload: readonly Uint8Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(facts));
  const bytes = new Uint8Array(factsAt + json.length + payload.reduce((sum, part) => sum + part.length, 0));
  bytes.set(new TextEncoder().encode(magic));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, factsAt);
  let offset = factsAt + json.length;
  for (const part of payload) {
    bytes.set(part, offset);
    offset += part.length;
  }
  bytes.set(checksum(bytes), checksumAt);
  return bytes;
}

/** Takes `seal`'s frame off. Throws an Error that says what is wrong when the bytes are not as `seal` made them. */
export function unseal(magic: string, version: number, bytes: Uint8Array): SealedFile {
  if (bytes.length < factsAt) throw new Error(`it has only ${bytes.length} bytes`);
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== magic) throw new Error('it is another kind of file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(8, true);
  if (found !== version) throw new Error(`its version is ${found}, not ${version}`);
  const factsLength = view.getUint32(12, true);
  if (factsLength > bytes.length - factsAt) throw new Error('it is cut short');
  if (!checksum(bytes).equals(bytes.subarray(checksumAt, factsAt))) throw new Error('its checksum does not match');
  const json = new TextDecoder().decode(bytes.subarray(factsAt, factsAt + factsLength));
  return { facts: JSON.parse(json) as unknown, payload: bytes.subarray(factsAt + factsLength) };
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes.subarray(0, checksumAt)).update(bytes.subarray(factsAt)).digest();
}
