import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { seal, unseal } from '../../src/embeddings/sealed-file.ts';

describe('the frame of sealed files', () => {
  it('gives back the facts and the payload’s parts, one behind the other', () => {
    const bytes = seal('TESTTEST', 3, { name: 'blessèd' }, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
    const { facts, payload } = unseal('TESTTEST', 3, bytes);
    expect(facts).toEqual({ name: 'blessèd' });
    expect([...payload]).toEqual([1, 2, 3]);
  });

  it('refuses other kinds and versions', () => {
    const bytes = seal('TESTTEST', 3, {}, []);
    expect(() => unseal('TESTTESS', 3, bytes)).toThrow('it is another kind of file');
    expect(() => unseal('TESTTEST', 4, bytes)).toThrow('its version is 3, not 4');
  });

  it('refuses 20,000 damaged or made-up files with a plain error', () => {
    const random = createRandom(9);
    for (let turn = 0; turn < 20_000; turn++) {
      const bytes = Uint8Array.from({ length: random.integer(120) }, () => random.integer(256));
      if (random.integer(2) === 0) bytes.set(new TextEncoder().encode('TESTTEST').subarray(0, bytes.length));
      if (random.integer(2) === 0 && bytes.length > 12) bytes.set([1, 0, 0, 0], 8);
      expect(() => unseal('TESTTEST', 1, bytes)).toThrow(/^(it|its) /);
    }
  });
});
