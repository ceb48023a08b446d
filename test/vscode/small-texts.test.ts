import { describe, expect, it } from 'vitest';
import type { InspectedToken } from '../../src/protocol/passage-messages.ts';
import { decodedWords } from '../../src/vscode/decoded-words.ts';
import { comparisonText, linesText, signed, valueText } from '../../src/vscode/describe-passage.ts';
import { heatLevel, heatLevels } from '../../src/vscode/heat-levels.ts';
import { isPoemFile, looksLikeVerse } from '../../src/vscode/poem-files.ts';
import { runFacts } from '../../src/vscode/run-facts.ts';
import { english as localizer } from './localizer-for-tests.ts';

describe('a passage in a list', () => {
  it('has its lines and how near it is', () => {
    expect(linesText(localizer, 3, 3)).toBe('line 4');
    expect(linesText(localizer, 3, 8)).toBe('lines 4-9');
    expect(signed(-0.001)).toBe('0.00');
    expect(valueText(localizer, { measure: 'cosine' }, 0.834)).toBe('0.83');
    expect(valueText(localizer, { measure: 'euclidean' }, 1.236)).toBe('distance 1.24');
    expect(comparisonText(localizer, { measure: 'euclidean', whitened: true })).toContain('same spread');
  });
});

describe('decoded words', () => {
  const token = (name: string, source: string, kind: InspectedToken['kind'], nearest: string): InspectedToken => ({
    ...{ token: name, source, kind, nearest, nearestCosine: 0, cosine: 0, mse: 0 },
    original: [0, 0],
    reconstructed: [0, 0],
  });

  it('stand in the lines of the passage', () => {
    const { original, decoded } = decodedWords([
      token('<POEM_START>', '', 'structure', 'a'),
      token('the', 'The', 'word', 'a'),
      token('sea', 'sea', 'word', 'water'),
      token('<LINE_BREAK>', '', 'structure', 'x'),
      token(',', ',', 'mark', '.'),
      token('<STANZA_BREAK>', '', 'structure', 'x'),
      token('end', 'end', 'word', 'end'),
    ]);
    expect(original).toBe('The sea\n,\n\nend\n');
    expect(decoded).toBe('a water\n.\n\nend\n');
  });
});

describe('the heat of a word', () => {
  const deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  it('is none in the better half, and strongest in the worst tenth', () => {
    expect(heatLevel(0.5, deciles)).toBe(0);
    expect(heatLevel(4, deciles)).toBe(0);
    expect(heatLevel(9.5, deciles)).toBe(heatLevels - 1);
    const levels = [1, 3, 5, 5.5, 6.5, 7.5, 8.5, 100].map((mse) => heatLevel(mse, deciles));
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
  });
});

describe('a file that may hold poems', () => {
  const uri = (path: string, scheme = 'file') => ({ scheme, path }) as Parameters<typeof isPoemFile>[0];

  it('is told by its name', () => {
    expect(['/a/b.txt', '/a/B.TXT', '/a/x.md', '/a/x.jsonl'].every((path) => isPoemFile(uri(path)))).toBe(true);
    expect(isPoemFile(uri('/a/b.ts'))).toBe(false);
    expect(isPoemFile(uri('/a/b.txt', 'git'))).toBe(false);
  });

  const verse =
    'They hold their assize on the roof,\nforty herring gulls in grey,\nand the charge is always theft\nand the verdict always dinner.\n';
  it('looks like verse when its lines are broken as a poet breaks them', () => {
    expect(looksLikeVerse('gulls.txt', verse)).toBe(true);
    expect(looksLikeVerse('gulls.poem', `Title: Gulls\n\n${verse}`)).toBe(true);
  });

  it('does not when it is prose, data, settings or a build file', () => {
    expect(looksLikeVerse('gulls.md', verse)).toBe(false);
    expect(looksLikeVerse('README.txt', verse)).toBe(false);
    expect(looksLikeVerse('prose.txt', `${'a long sentence that goes on '.repeat(9)}\n`.repeat(5))).toBe(false);
    expect(looksLikeVerse('requirements.txt', 'numpy==1.2\nscipy>=1\ntorch\npandas\n')).toBe(false);
    expect(looksLikeVerse('CMakeLists.txt', verse)).toBe(false);
    expect(
      looksLikeVerse('log.txt', '2026-01-01 started\n2026-01-01 did it\n2026-01-02 done it\n2026-01-03 end\n'),
    ).toBe(false);
    expect(looksLikeVerse('data.txt', '1 2 3\n4 5 6\n7 8 9\n1 2 3\n')).toBe(false);
    expect(looksLikeVerse('short.txt', 'one\ntwo\n')).toBe(false);
    expect(looksLikeVerse('words.txt', 'one\ntwo\nthree\nfour\nfive\nsix\n')).toBe(false);
  });
});

it('a run in a line has its preset, date, loss and what it explains', () => {
  const summary = {
    id: 'x',
    folder: '/x',
    name: 'x',
    created: '2026-11-24T14:03:00.000Z',
    epochs: 7,
    trainLoss: 0.5,
    valLoss: null,
  };
  expect(runFacts(localizer, { ...summary, status: 'stopped' })).toMatch(
    /24 Nov 2026.* · stopped after 7 epochs · training loss 0\.5000$/,
  );
  expect(runFacts(localizer, { ...summary, status: 'complete', valLoss: 0.25 }, 0.028)).toMatch(
    /validation loss 0\.2500 · explains 2\.8%$/,
  );
});
