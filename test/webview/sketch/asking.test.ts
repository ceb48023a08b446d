import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sketches, SketchQuestion } from '../../../src/protocol/sketch-messages.ts';
import type { FromSketch } from '../../../src/protocol/sketch-page-messages.ts';
import type { Asking } from '../../../webview/sketch/asking.ts';

const posted: Extract<FromSketch, { type: 'sketch' }>[] = [];
const shown: Sketches[] = [];
const failed: string[] = [];
let asking: Asking;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { setTimeout });
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: (typeof posted)[number]) => posted.push(message),
  }));
  const { createAsking } = await import('../../../webview/sketch/asking.ts');
  for (const list of [posted, shown, failed]) list.length = 0;
  asking = createAsking(
    (sketches) => shown.push(sketches),
    (message) => failed.push(message),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const question = (value: number): SketchQuestion => ({ type: 'edit', row: 3, point: [value] });
const nothing: Sketches = { sketches: [], measure: 'cosine' };
const answer = (): boolean => asking.take({ type: 'sketched', id: posted.at(-1)!.id, sketches: nothing });

describe('asking for sketches while a slider moves', () => {
  it('asks the last of many quick questions', () => {
    for (const value of [1, 2, 3]) asking.ask(question(value));
    vi.runAllTimers();
    expect(posted.map((message) => message.question)).toEqual([question(3)]);
  });

  it('has one question under way, and then asks the last that came meanwhile', () => {
    asking.ask(question(1));
    vi.runAllTimers();
    for (const value of [2, 3, 4]) {
      asking.ask(question(value));
      vi.runAllTimers();
    }
    expect(posted).toHaveLength(1);
    expect(answer()).toBe(true);
    vi.runAllTimers();
    expect(posted.map((message) => message.question)).toEqual([question(1), question(4)]);
    answer();
    vi.runAllTimers();
    expect(posted).toHaveLength(2);
    expect(shown).toHaveLength(2);
  });

  it('goes on after a question that failed', () => {
    asking.ask(question(1));
    vi.runAllTimers();
    expect(asking.take({ type: 'notSketched', id: posted[0]!.id, message: 'The run is gone.' })).toBe(true);
    expect(failed).toEqual(['The run is gone.']);
    asking.ask(question(2));
    vi.runAllTimers();
    expect(posted).toHaveLength(2);
  });

  it('leaves answers alone that it does not await', () => {
    asking.ask(question(1));
    vi.runAllTimers();
    const { id } = posted[0]!;
    expect(asking.take({ type: 'sketched', id: id + 7, sketches: nothing })).toBe(false);
    asking.forget();
    expect(answer()).toBe(false);
    expect(shown).toEqual([]);
  });
});
