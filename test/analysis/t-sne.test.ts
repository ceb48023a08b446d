import { describe, expect, it } from 'vitest';
import { nearestRows } from '../../src/analysis/nearest-rows.ts';
import { buildQuadTree } from '../../src/analysis/quad-tree.ts';
import { createTsne, neighboursFor, type Tsne } from '../../src/analysis/t-sne.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { firstTwo, madeUpGroups, shareWithOwn } from './made-up-groups.ts';

const [groups, size, perplexity] = [6, 6, 10];
const points = madeUpGroups(groups, 40, size);

async function tsneOf(seed: number, of = points): Promise<Tsne> {
  const near = await nearestRows(of, size, neighboursFor(perplexity));
  return createTsne(near, firstTwo(of, size), { perplexity, random: createRandom(seed) });
}

function stepped(tsne: Tsne, steps: number): Tsne {
  for (let i = 0; i < steps; i++) tsne.step();
  return tsne;
}

describe('t-SNE', () => {
  it('keeps groups apart that are apart, and nears the neighbourhoods as it steps', async () => {
    const tsne = await tsneOf(1);
    const divergences = [tsne.divergence()];
    for (const steps of [260, 100, 140]) divergences.push(stepped(tsne, steps).divergence());
    expect(tsne.done).toBe(500);
    for (let i = 1; i < divergences.length; i++) expect(divergences[i]!).toBeLessThan(divergences[i - 1]!);
    expect(divergences.at(-1)!).toBeLessThan(0.8);
    expect(shareWithOwn(tsne.points, groups)).toBeGreaterThan(0.98);
  });

  it('is the same for the same seed, and another for another', async () => {
    const [a, b, c] = [stepped(await tsneOf(1), 120), stepped(await tsneOf(1), 120), stepped(await tsneOf(2), 120)];
    expect(a.points).toEqual(b.points);
    expect(a.points).not.toEqual(c.points);
  });

  it('has finite places for equal rows, and for hardly any', async () => {
    const equal = new Float32Array(40 * size).fill(1);
    expect(stepped(await tsneOf(1, equal), 300).points.every(Number.isFinite)).toBe(true);
    const few = points.subarray(0, 5 * size);
    expect(stepped(await tsneOf(1, few), 300).points.every(Number.isFinite)).toBe(true);
  });
});

describe('the tree over points', () => {
  const random = createRandom(4);
  const places = Float64Array.from({ length: 400 }, () => 10 * random.normal());
  places.copyWithin(100, 0, 20);

  function byHand(): { total: number; forces: Float64Array } {
    const forces = new Float64Array(400);
    let total = 0;
    for (let i = 0; i < 200; i++)
      for (let j = 0; j < 200; j++) {
        if (i === j) continue;
        const [dx, dy] = [places[i * 2]! - places[j * 2]!, places[i * 2 + 1]! - places[j * 2 + 1]!];
        const q = 1 / (1 + dx * dx + dy * dy);
        total += q;
        forces[i * 2]! += q * q * dx;
        forces[i * 2 + 1]! += q * q * dy;
      }
    return { total, forces };
  }

  it('adds up all pairs exactly when no cell may stand for its points', () => {
    const { total, forces } = byHand();
    const found = new Float64Array(400);
    expect(buildQuadTree(places).repulsion(0, found)).toBeCloseTo(total, 6);
    found.forEach((force, i) => expect(force).toBeCloseTo(forces[i]!, 8));
  });

  it('comes near to that with cells', () => {
    const { total, forces } = byHand();
    const found = new Float64Array(400);
    expect(Math.abs(buildQuadTree(places).repulsion(0.5, found) / total - 1)).toBeLessThan(0.01);
    const error = Math.hypot(...found.map((force, i) => force - forces[i]!));
    expect(error / Math.hypot(...forces)).toBeLessThan(0.02);
  });
});
