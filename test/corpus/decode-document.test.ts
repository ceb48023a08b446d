import { describe, expect, it } from 'vitest';
import { decodeDocument } from '../../src/corpus/decode-document.ts';
import { createRandom } from '../../src/corpus/random.ts';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))));

describe('decodeDocument', () => {
  const verse = 'Où sont les neiges d’antan?\r\n♥';

  it('reads UTF-8 and UTF-16 by their byte-order marks, which are no part of the text', () => {
    const utf16 = Buffer.from(verse, 'utf16le');
    const marked = [
      ['utf-8', Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from(verse)])],
      ['utf-16le', Buffer.concat([bytes(0xff, 0xfe), utf16])],
      ['utf-16be', Buffer.concat([bytes(0xfe, 0xff), Buffer.from(utf16).swap16()])],
    ] as const;
    for (const [encoding, file] of marked) expect(decodeDocument(file)).toEqual({ text: verse, encoding });
  });

  it('keeps line breaks and what comes between as they are', () => {
    expect(decodeDocument(Buffer.from('a\r\nb\rc\n\td'))).toEqual({ text: 'a\r\nb\rc\n\td', encoding: 'utf-8' });
  });

  it('knows UTF-16 without a mark', () => {
    const utf16 = Buffer.from('The sea is calm to-night.', 'utf16le');
    expect(decodeDocument(utf16)).toEqual({ text: 'The sea is calm to-night.', encoding: 'utf-16le' });
    expect(decodeDocument(utf16.swap16())).toEqual({ text: 'The sea is calm to-night.', encoding: 'utf-16be' });
  });

  it.each([
    [
      '“Don’t,” she said – naïve façade',
      bytes(0x93, 'Don', 0x92, 't,', 0x94, ' she said ', 0x96, ' na', 0xef, 've fa', 0xe7, 'ade'),
    ],
    ['Élégie à la fenêtre', bytes(0xc9, 'l', 0xe9, 'gie ', 0xe0, ' la fen', 0xea, 'tre')],
    ['Über Nächte', bytes(0xdc, 'ber N', 0xe4, 'chte')],
    ['summer’s', bytes('summer', 0x92, 's')],
    ['blessèd', bytes('bless', 0xe8, 'd')],
  ])('reads %s as Windows-1252', (text, file) => {
    expect(decodeDocument(file)).toEqual({ text, encoding: 'windows-1252' });
  });

  it.each([
    [
      '“Don’t,” she said – naïve façade',
      bytes(0xd2, 'Don', 0xd5, 't,', 0xd3, ' she said ', 0xd0, ' na', 0x95, 've fa', 0x8d, 'ade'),
    ],
    ['Élégie à la fenêtre', bytes(0x83, 'l', 0x8e, 'gie ', 0x88, ' la fen', 0x90, 'tre')],
    ['summer’s', bytes('summer', 0xd5, 's')],
    ['blessèd', bytes('bless', 0x8f, 'd')],
    ['wait… — no', bytes('wait', 0xc9, ' ', 0xd1, ' no')],
  ])('reads %s as MacRoman', (text, file) => {
    expect(decodeDocument(file)).toEqual({ text, encoding: 'macintosh' });
  });

  it('tells binary files from text, and lets a few stray control characters pass', () => {
    const random = createRandom(7);
    const noise = Uint8Array.from({ length: 1000 }, () => random.integer(256));
    expect(decodeDocument(noise)).toEqual({ binary: true });
    expect(decodeDocument(bytes('a poem', 0, ' with a nul'))).toEqual({ binary: true });
    expect(decodeDocument(bytes('x\x01\x02\x03'))).toEqual({ binary: true });
    expect(decodeDocument(bytes('A poem of a hundred words\x1b and one escape'))).toHaveProperty('text');
  });

  it('answers for any bytes', () => {
    const random = createRandom(8);
    const kinds = [256, 128, 32] as const;
    for (let i = 0; i < 100_000; i++) {
      const range = kinds[i % 3]!;
      const file = Uint8Array.from({ length: random.integer(24) }, () =>
        random.integer(8) === 0 ? random.integer(256) : 32 + random.integer(range - 31),
      );
      const decoded = decodeDocument(file);
      if (!('binary' in decoded) && decoded.text.length > file.length) expect.fail(`${file.join()} grew.`);
    }
  });
});
