import { afterEach, describe, expect, it, vi } from 'vitest';
import { inFrame, movingPoints } from '../../webview/map/place-points.ts';

describe('points in their frame', () => {
  it('lie around the middle, the furthest coordinate 1 away, with their shape', () => {
    const framed = inFrame(Float32Array.from([100, 200, 104, 200, 100, 202]));
    const mean = (axis: number): number => (framed[axis]! + framed[2 + axis]! + framed[4 + axis]!) / 3;
    expect(mean(0)).toBeCloseTo(0, 5);
    expect(mean(1)).toBeCloseTo(0, 5);
    expect(Math.max(...framed.map(Math.abs))).toBeCloseTo(1, 5);
    expect((framed[2]! - framed[0]!) / (framed[5]! - framed[1]!)).toBeCloseTo(2, 4);
  });

  it('are finite where all are equal, and where there are none', () => {
    expect([...inFrame(Float32Array.from([3, 3, 3, 3]))]).toEqual([0, 0, 0, 0]);
    expect(inFrame(new Float32Array(0))).toHaveLength(0);
  });
});

describe('points on the move', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A page whose frames come when the test says so. */
  function page(reduced: boolean): { frame(at: number): void } {
    let next: (() => void) | undefined;
    let now = 0;
    vi.stubGlobal('window', { matchMedia: () => ({ matches: reduced }) });
    vi.stubGlobal('document', { body: { classList: { contains: () => false } } });
    vi.stubGlobal('performance', { now: () => now });
    vi.stubGlobal('requestAnimationFrame', (step: () => void) => (next = step));
    return {
      frame(at) {
        now = at;
        const step = next;
        next = undefined;
        step?.();
      },
    };
  }

  it('are half-way after half of the time, and there at its end', () => {
    const { frame } = page(false);
    const moved = vi.fn();
    const moving = movingPoints(Float32Array.of(0, 0), moved);
    moving.moveTo(Float32Array.of(2, 4), 100);
    frame(50);
    expect([...moving.points]).toEqual([1, 2]);
    frame(120);
    expect([...moving.points]).toEqual([2, 4]);
    expect(moved).toHaveBeenCalledTimes(3);
  });

  it('go to the last target that was given', () => {
    const { frame } = page(false);
    const moving = movingPoints(Float32Array.of(0, 0), () => undefined);
    moving.moveTo(Float32Array.of(2, 4), 100);
    moving.moveTo(Float32Array.of(-1, 0), 100);
    frame(200);
    expect([...moving.points]).toEqual([-1, 0]);
  });

  it('are there at once for people who want no motion', () => {
    page(true);
    const moving = movingPoints(Float32Array.of(0, 0), () => undefined);
    moving.moveTo(Float32Array.of(2, 4), 100);
    expect([...moving.points]).toEqual([2, 4]);
  });
});
