import { describe, expect, it } from 'vitest';
import { buildCorpus } from '../../src/corpus/corpus-from-poems.ts';
import { createRandom } from '../../src/corpus/random.ts';
import type { Corpus } from '../../src/corpus/types.ts';
import { chooseWords } from '../../src/embeddings/bundled/choose-words.ts';
import { gatherContexts } from '../../src/embeddings/bundled/contexts.ts';
import { induceVectors } from '../../src/embeddings/bundled/induce-vectors.ts';
import { createLeastSquares } from '../../src/embeddings/bundled/least-squares.ts';

function corpusOf(...texts: string[]): Corpus {
  return buildCorpus(
    '/poems',
    texts.map((text, i) => ({ file: `${i}.txt`, title: `${i}`, author: '', text, sourceMap: [[0, 0]] as const })),
    [],
  );
}

describe('least squares', () => {
  it('finds the coefficients that made the targets', () => {
    const random = createRandom(1);
    const squares = createLeastSquares(4, 2);
    const truth = Float64Array.from({ length: 8 }, () => random.normal());
    for (let sample = 0; sample < 50; sample++) {
      const x = Float64Array.of(random.normal(), random.normal(), random.normal(), 1);
      const y = Float64Array.from([0, 1], (t) => [0, 1, 2, 3].reduce((sum, f) => sum + x[f]! * truth[f * 2 + t]!, 0));
      squares.add(x, y, 1 + random.integer(5));
    }
    const solved = squares.solve(0);
    for (let i = 0; i < 8; i++) expect(solved[i]).toBeCloseTo(truth[i]!, 5);
  });

  it('draws coefficients towards zero as the ridge grows, the constant excepted', () => {
    const squares = createLeastSquares(2, 1);
    for (const x of [-1, 1]) squares.add(Float64Array.of(x, 1), Float64Array.of(2 * x + 3), 1);
    expect(squares.solve(1)[0]).toBeCloseTo(1, 6);
    expect(squares.solve(1)[1]).toBeCloseTo(3, 6);
  });
});

describe('contexts', () => {
  it('are the means of what stands before and after, near and further off, without line breaks', () => {
    const vectors = new Map([
      ['sea', Float64Array.of(1, 0)],
      ['sky', Float64Array.of(0, 1)],
    ]);
    const contexts = gatherContexts(corpusOf('sea\nX sky sea'), 2, (word) => vectors.get(word));
    const word = contexts.words.indexOf('x');
    // Before; after; further before; further after; the constant.
    expect([...contexts.means.subarray(word * 9, word * 9 + 9)]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 1]);
  });
});

describe('induced vectors', () => {
  const random = createRandom(4);
  const known = new Map(
    'the of and light dark sea sky rose thorn wind rain snow bell hill river stone moss fern gull tide'
      .split(' ')
      .map((word) => [word, Float64Array.from({ length: 3 }, () => random.normal())] as const),
  );
  const words = [...known.keys()];
  const texts = Array.from({ length: 30 }, () =>
    Array.from({ length: 40 }, (_, i) =>
      i % 7 === 3 ? 'I' : i % 11 === 5 ? 'whenas' : words[random.integer(words.length)]!,
    ).join(' '),
  );

  it('are made for single letters, and for words met often enough that no fall-back finds', () => {
    const induced = induceVectors(corpusOf(...texts, 'haply'), 3, known);
    expect(induced.words).toContain('i');
    expect(induced.words).toContain('z');
    expect(induced.words).toContain('whenas');
    expect(induced.words).not.toContain('haply');
    expect(induced.words).not.toContain('sea');
    expect(induced.vectors).toHaveLength(induced.words.length * 3);
    expect(induced.vectors.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('are the same every time', () => {
    const [first, second] = [0, 1].map(() => induceVectors(corpusOf(...texts), 3, known));
    expect(second).toEqual(first);
  });
});

describe('the words chosen for the table', () => {
  it('are the poems’ own, those that their elided words stand for, and the commonest', () => {
    const commonest = Array.from({ length: 40_000 }, (_, i) => `common${i}`);
    const glove = [...commonest, 'heaven', 'overwhelmed', 'unto', 'rare', 'parsnip'];
    const { vocabulary } = corpusOf("Heaven o'erwhelm'd vnto rare");
    expect(chooseWords(glove, vocabulary).slice(40_000)).toEqual(['heaven', 'overwhelmed', 'rare']);
  });
});
