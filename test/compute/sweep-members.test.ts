import { describe, expect, it } from 'vitest';
import { membersOfGrid, phasesOfMember } from '../../src/compute/sweep-members.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { presets } from '../../src/training/presets.ts';
import { variants } from '../../src/training/variants.ts';

describe('the grid of a comparison', () => {
  it('crosses presets, cells and sizes in their order', () => {
    expect(membersOfGrid({ presets: ['faithful', 'seed'], cells: ['rnn', 'lstm'], bottleneckSizes: [15, 20] })).toEqual(
      [
        { preset: 'faithful', cell: 'rnn', bottleneckSize: 15 },
        { preset: 'faithful', cell: 'rnn', bottleneckSize: 20 },
        { preset: 'faithful', cell: 'lstm', bottleneckSize: 15 },
        { preset: 'faithful', cell: 'lstm', bottleneckSize: 20 },
        { preset: 'seed', cell: 'rnn', bottleneckSize: 15 },
        { preset: 'seed', cell: 'rnn', bottleneckSize: 20 },
        { preset: 'seed', cell: 'lstm', bottleneckSize: 15 },
        { preset: 'seed', cell: 'lstm', bottleneckSize: 20 },
      ],
    );
  });

  it('takes presets and variants as they are where nothing else is said', () => {
    const all = membersOfGrid({ presets: Object.keys(presets), variants: Object.keys(variants) });
    expect(all.map(({ preset }) => preset)).toEqual([...Object.keys(presets), ...Object.keys(variants)]);
    expect(all[0]).toEqual({ preset: 'recommended', cell: 'gru', bottleneckSize: 18 });
    expect(all.at(-1)).toEqual({ preset: 'transformer', cell: 'gru', bottleneckSize: 18 });
  });

  it('trains the same network in the same way only once', () => {
    expect(membersOfGrid({ presets: ['seed', 'gru'], cells: ['gru'] })).toEqual([
      { preset: 'seed', cell: 'gru', bottleneckSize: 18 },
    ]);
    const sameInThreeEpochs = { presets: ['seed', 'quick'] };
    expect(membersOfGrid(sameInThreeEpochs)).toHaveLength(2);
    expect(membersOfGrid({ ...sameInThreeEpochs, epochs: 3 })).toHaveLength(1);
  });

  it.each([
    [{ presets: ['sonnet'] }, 'no preset "sonnet"'],
    [{ presets: ['constructor'] }, 'no preset "constructor"'],
    [{ presets: [], variants: ['seed'] }, 'no variant "seed"'],
    [{ presets: [] }, 'nothing to compare'],
    [{ presets: ['seed'], bottleneckSizes: [0] }, 'bottleneckSize'],
    [{ presets: ['seed'], bottleneckSizes: Array.from({ length: 501 }, (_, i) => i + 1) }, '501 trainings'],
  ])('refuses %j', (grid, named) => {
    expect(() => membersOfGrid(grid)).toThrow(UserError);
    expect(() => membersOfGrid(grid)).toThrow(named);
  });

  it('shares the epochs out among the phases of each', () => {
    const tokens = phasesOfMember({ preset: 'seed' }, 5).map(({ maxTokens, epochs }) => [maxTokens, epochs]);
    expect(tokens).toEqual([
      [20, 1],
      [35, 1],
      [50, 3],
    ]);
    expect(phasesOfMember({ preset: 'of another version' }, 5)).toEqual([]);
  });
});

it('every variant has settings and a network of its own', () => {
  const recipes = [...Object.values(presets), ...Object.values(variants)];
  const distinct = new Set(recipes.map(({ specification, training }) => JSON.stringify([specification, training])));
  expect(distinct.size).toBe(recipes.length);
  expect(Object.keys(variants).filter((name) => name in presets)).toEqual([]);
});
