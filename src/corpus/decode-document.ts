import { decodeSingleBytes } from './single-byte-encodings.ts';

/** What a file's bytes say, or that they are no text. */
export type DecodedDocument = { text: string; encoding: string } | { binary: true };

/** A text file holds hardly any control characters; Latin-1 poems with stray ones still pass. */
const mostControlShare = 0.05;

/**
 * Decodes a file as a text editor does: by its byte-order mark, which is no part of the text; as UTF-8 when it is valid;
 * else as Windows-1252 or MacRoman, whichever makes more sense of its letters and quotation marks. Line breaks stay.
 */
export function decodeDocument(bytes: Uint8Array): DecodedDocument {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode(bytes.subarray(3), 'utf-8');
  if (first === 0xff && second === 0xfe) return decode(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return decode(bytes.subarray(2), 'utf-16be');
  const wide = unmarkedUtf16(bytes);
  if (wide) return decode(bytes, wide);
  if (controlShare(bytes) > mostControlShare || bytes.includes(0)) return { binary: true };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return decodeSingleBytes(bytes);
  }
}

function decode(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): DecodedDocument {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return text.includes('\0') ? { binary: true } : { text, encoding };
}

/** UTF-16 of mostly Latin text without a mark: every other byte is 0. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  if (length < 4 || bytes.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]!++;
  const [even, odd] = zeros as [number, number];
  if (even === 0 && odd > length * 0.35) return 'utf-16le';
  if (odd === 0 && even > length * 0.35) return 'utf-16be';
  return undefined;
}

function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes) if (byte < 32 && (byte < 9 || byte > 13)) controls++;
  return bytes.length > 0 ? controls / bytes.length : 0;
}
