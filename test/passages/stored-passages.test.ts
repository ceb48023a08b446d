import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors, type TypedTensor } from '../../src/model/safetensors.ts';
import { passageTensors, readPassages } from '../../src/passages/stored-passages.ts';
import { madeUpContent } from './made-up-passages.ts';

const content = () => ({
  ...madeUpContent(4, 3, 5, { measure: 'euclidean', whitened: true }),
  lineHashes: new Map([['poet-0/0.txt', Int32Array.of(1, -2, 3)]]),
});
const whitened = () => {
  const made = content();
  return { ...made, space: { ...made.space, transform: new Float32Array(25).fill(0.5) } };
};

describe('a passage table', () => {
  it('comes back from its file as it was', () => {
    const made = whitened();
    const { tensors } = readSafetensors(writeSafetensors(passageTensors(made)));
    const table = readPassages(tensors, 12, 5);
    expect(table.space).toEqual(made.space);
    expect(table.poems).toEqual(made.poems);
    expect(table.lineHashes).toEqual(made.lineHashes);
    expect(table.rootFromRun).toBe('../../..');
    expect(table.planeVariance).toEqual([0.5, 0.25]);
    for (const name of ['points', 'plane', 'tokenStart', 'endLine', 'cosine', 'mse', 'split'] as const)
      expect(table[name]).toEqual(made[name]);
    expect([...table.poemOf]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(table.opening(7)).toBe('opening of 7 – with a dash');
    expect(table.poemsOfFile.get('poet-3/3.txt')).toEqual([3]);
  });

  it('is refused with a reason, whichever part of it is missing, short, of another type or not a number', () => {
    const good = passageTensors(whitened());
    expect(() => readPassages(good, 11, 5)).toThrow(/has 12 numbers, not 11|not 55/);
    for (const [name, tensor] of good) {
      const without = new Map(good);
      without.delete(name);
      expect(() => readPassages(without, 12, 5), `without ${name}`).toThrow(name);
      const short = { ...tensor, data: tensor.data.slice(1) } as TypedTensor;
      expect(() => readPassages(new Map(good).set(name, short), 12, 5), `short ${name}`).toThrow();
      if (tensor.dtype !== 'F32') continue;
      const spoilt = { ...tensor, data: tensor.data.slice().fill(Number.NaN, 0, 1) };
      expect(() => readPassages(new Map(good).set(name, spoilt), 12, 5), `NaN in ${name}`).toThrow(/not finite/);
    }
  });

  it('is refused when what it says of itself is of another form', () => {
    const about = (value: unknown): Map<string, TypedTensor> => {
      const data = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
      return new Map(passageTensors(whitened())).set('about', { dtype: 'U8', shape: [data.length], data });
    };
    const good = {
      measure: 'cosine',
      whitened: false,
      rootFromRun: '',
      planeVariance: [0, 0],
      poems: [['a', 'b', 'c', 12]],
      documents: [['a', 3]],
    };
    expect(readPassages(about(good), 12, 5).rows).toBe(12);
    for (const wrong of [
      'not json',
      'null',
      { ...good, measure: 'taste' },
      { ...good, poems: [['a', 'b', 'c', 11]] },
      { ...good, poems: [['a', 'b', 12]] },
      {
        ...good,
        poems: [
          ['a', 'b', 'c', -12],
          ['a', 'b', 'c', 24],
        ],
      },
      { ...good, documents: [['a', 4]] },
      { ...good, planeVariance: [1] },
    ])
      expect(() => readPassages(about(wrong), 12, 5), JSON.stringify(wrong)).toThrow();
  });
});
