import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { boxOutline, rowsInside, union } from '../../webview/map/lasso.ts';

const points = Float32Array.from([0, 0, 1, 1, 2, 2, 3, 0.5, -1, 4]);

describe('an outline', () => {
  it('holds the rows of a box, whichever corner it was begun at', () => {
    expect([...rowsInside(points, boxOutline(-0.5, -0.5, 2.5, 2.5))]).toEqual([0, 1, 2]);
    expect([...rowsInside(points, boxOutline(2.5, 2.5, -0.5, -0.5))]).toEqual([0, 1, 2]);
    expect([...rowsInside(points, boxOutline(-0.5, 2.5, 2.5, -0.5))]).toEqual([0, 1, 2]);
  });

  it('leaves out what lies in its bays', () => {
    // A C that is open to the right, around the place (1, 1).
    const bay = [-0.5, -0.5, 2.5, -0.5, 2.5, 0.5, 0.5, 0.5, 0.5, 1.5, 2.5, 1.5, 2.5, 2.5, -0.5, 2.5];
    expect([...rowsInside(points, bay)]).toEqual([0, 2]);
  });

  it('of a circle holds what is nearer than its radius', () => {
    const random = createRandom(2);
    const many = Float32Array.from({ length: 2000 }, () => 2 * random.normal());
    const circle = Array.from({ length: 720 }, (_, i) => (i >> 1) * (Math.PI / 180)).map((angle, i) =>
      i % 2 === 0 ? 1.5 * Math.cos(angle) : 1.5 * Math.sin(angle),
    );
    const near = [...Array(1000).keys()].filter((row) => Math.hypot(many[row * 2]!, many[row * 2 + 1]!) < 1.4999);
    expect([...rowsInside(many, circle)]).toEqual(near);
  });

  it('of fewer than three corners holds nothing', () => {
    expect(rowsInside(points, [])).toHaveLength(0);
    expect(rowsInside(points, [0, 0, 1, 1])).toHaveLength(0);
  });
});

it('two selections together have each row once, ascending', () => {
  expect([...union(Int32Array.of(9, 3), Int32Array.of(10, 3))]).toEqual([3, 9, 10]);
});
