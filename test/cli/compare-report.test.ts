import { describe, expect, it } from 'vitest';
import { compareMarkdown, compareReport } from '../../src/cli/compare-report.ts';
import type { SweepMemberState, SweepState } from '../../src/protocol/sweep-messages.ts';
import { sweepState } from '../protocol/messages-for-tests.ts';

const [complete, failed] = sweepState.members as [SweepMemberState, SweepMemberState];
const state: SweepState = {
  ...sweepState,
  members: [
    complete,
    { ...complete, preset: 'gru', cell: 'gru' },
    { ...failed, problem: 'It\u001b[31m ended | so.' },
    { ...failed, state: 'waiting', problem: null },
    { ...failed, state: 'stopped', epoch: 2, problem: null },
    { ...complete, result: null, problem: 'No poem was left to measure it on.' },
  ],
};

describe('the report of a comparison', () => {
  it('ranks what was measured, with intervals, beside the baselines', () => {
    const lines = compareReport(state, 'varianceExplained');
    expect(lines[0]).toBe('6 architectures on 56 poems (515 passages), measured on 6 held-out poems (58 passages).');
    const rows = lines.filter((line) => line.includes('1.8% (1.0 to 3.0)'));
    expect(rows.map((row) => row.trim().split(/\s+/).slice(0, 3))).toEqual([
      ['1', 'seed', 'rnn'],
      ['2~', 'gru', 'gru'],
    ]);
    expect(lines.find((line) => line.includes('PCA of the whole passage'))).toContain('5.0% (4.0 to 6.0)');
    expect(lines.join('\n')).toContain('1 architecture and of the best overlap');
    expect(lines.join('\n')).toContain('A single seed');
  });

  it('says of every other one why it is not in the table, with nothing that moves a cursor', () => {
    const text = compareReport(state, 'varianceExplained').join('\n');
    expect(text).toContain('gru-latent, gru, 15 numbers failed: It [31m ended | so.');
    expect(text).toContain('gru-latent, gru, 15 numbers: not begun.');
    expect(text).toContain('gru-latent, gru, 15 numbers: stopped after epoch 2 of 3.');
    expect(text).toContain('seed, rnn, 18 numbers failed: No poem was left to measure it on.');
  });

  it('is a table in Markdown too, with what each name stands for', () => {
    const lines = compareMarkdown(state, 'varianceExplained');
    const table = lines.filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(2 + 2 + 2);
    expect(new Set(table.map((line) => line.split('|').length)).size).toBe(1);
    expect(lines.find((line) => line.startsWith('- `gru-latent`: '))).toContain('fed the bottleneck at every step');
  });

  it('has no table where nothing was measured', () => {
    const lines = compareReport({ ...state, members: [failed] }, 'samePoemAt5');
    expect(lines).toEqual(['gru-latent, gru, 15 numbers failed: It ended.']);
  });
});
