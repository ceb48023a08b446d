import { describe, expect, it } from 'vitest';
import { holds, verdictLine, type Verdict } from './verdict.ts';

const faster: Verdict = { what: 'a step', value: 3.14, unit: 'times as fast', bound: 3, side: 'least' };

describe('a figure beside its bound', () => {
  it('holds at the bound and on its good side', () => {
    expect(holds(faster)).toBe(true);
    expect(holds({ ...faster, value: 3 })).toBe(true);
    expect(holds({ ...faster, value: 2.99 })).toBe(false);
    expect(holds({ ...faster, side: 'most' })).toBe(false);
    expect(holds({ ...faster, value: 3, side: 'most' })).toBe(true);
  });

  it('is neither where it could not be measured', () => {
    expect(holds({ ...faster, value: NaN })).toBeNull();
  });

  it('says all that in a line', () => {
    expect(verdictLine(faster)).toBe('holds    a step: 3.14 times as fast, at least 3');
    const memory: Verdict = { what: 'memory', value: 1612, unit: 'MB', bound: 1500, side: 'most', note: 'Linux' };
    expect(verdictLine(memory)).toBe('MISSED   memory: 1,612 MB, at most 1,500 (Linux)');
    expect(verdictLine({ ...faster, value: NaN, note: 'no PyTorch here' })).toBe(
      'missing  a step: not measured, at least 3 (no PyTorch here)',
    );
  });
});
