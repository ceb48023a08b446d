import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { alignLines, lineHashesOfText } from '../../src/passages/line-alignment.ts';

const align = (before: string[], after: string[]) =>
  alignLines(lineHashesOfText(before.join('\n')), lineHashesOfText(after.join('\n')));

const poem = ['The first line', 'the second', '', 'a refrain', 'the third', 'a refrain', '', 'the last of them'];

describe('lines of an edited document', () => {
  it('are all in their place where nothing was edited', () => {
    const { now, then, same } = align(poem, poem);
    expect(same).toBe(true);
    expect([...now]).toEqual([...poem.keys()]);
    expect([...then]).toEqual([...poem.keys()]);
  });

  it('move down when lines are written before them', () => {
    const { now, same } = align(poem, ['New', '', ...poem]);
    expect(same).toBe(false);
    expect([...now]).toEqual([...poem.keys()].map((line) => line + 2));
  });

  it('are known again between edits, a refrain by its neighbours', () => {
    const after = [
      'The first line',
      'the second, changed',
      '',
      'a refrain',
      'between',
      'the third',
      'a refrain',
      '',
      'the last of them',
    ];
    const { now, then } = align(poem, after);
    expect([...now]).toEqual([0, -1, 2, 3, 5, 6, 7, 8]);
    expect([...then]).toEqual([0, -1, 2, 3, -1, 4, 5, 6, 7]);
  });

  it('are found where they were moved to', () => {
    const after = ['the third', 'a refrain', '', 'the last of them', 'The first line', 'the second', '', 'a refrain'];
    const { now } = align(poem, after);
    expect(now[0]).toBe(4);
    expect(now[1]).toBe(5);
    expect(now[4]).toBe(0);
    expect(now[7]).toBe(3);
  });

  it('do not mind indentation and the kind of line end', () => {
    const { same } = alignLines(
      lineHashesOfText(poem.join('\n')),
      lineHashesOfText(poem.map((line) => `  ${line} `).join('\r\n')),
    );
    expect(same).toBe(true);
  });

  it('are gone when they are gone', () => {
    expect([...align(poem, ['nothing of it']).now]).toEqual(poem.map(() => -1));
    expect([...align(poem, []).then]).toHaveLength(1);
    expect([...align([], poem).then].filter((line) => line >= 0).length).toBeLessThanOrEqual(1);
  });

  it('keep their partners one to one, and never another line’s, through random edits', () => {
    const random = createRandom(4);
    const pick = (count: number): number => random.integer(Math.max(count, 1));
    for (let turn = 0; turn < 300; turn++) {
      const before = Array.from({ length: pick(40) }, () => `line ${pick(25)}`);
      const after = [...before];
      for (let edit = pick(8); edit > 0; edit--) {
        const at = pick(after.length + 1);
        if (random.uniform() < 0.4) after.splice(at, 0, `line ${pick(40)}`);
        else if (random.uniform() < 0.5) after.splice(at, 1 + pick(3));
        else after.splice(pick(after.length + 1), 0, ...after.splice(at, pick(6)));
      }
      const { now, then } = align(before, after);
      now.forEach((recent, old) => {
        if (recent < 0) return;
        expect(then[recent]).toBe(old);
        expect(after[recent] ?? '').toBe(before[old] ?? '');
      });
      then.forEach((old, recent) => old >= 0 && expect(now[old]).toBe(recent));
    }
  });
});
