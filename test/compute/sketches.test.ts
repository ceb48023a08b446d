import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchOfChunks } from '../../src/analysis/embedded-chunks.ts';
import { sessionOf, type RunSession } from '../../src/compute/run-session.ts';
import { sketchBasis } from '../../src/compute/sketch-basis.ts';
import { sketchPassages } from '../../src/compute/sketch-passages.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { LINE_BREAK, specialTokens, STANZA_BREAK } from '../../src/corpus/special-tokens.ts';
import type { SketchedToken } from '../../src/protocol/sketch-messages.ts';
import { runFiles } from '../../src/runs/run-folder.ts';
import type { StoredChunk } from '../../src/runs/stored-chunk.ts';
import { editRun } from '../../src/runs/write-run.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

let run: string;
let session: RunSession;
let chunks: readonly StoredChunk[];
beforeAll(async () => {
  const folder = folderOfPoems();
  ({ run } = await trainFolder({ folder, preset: 'gru', epochs: 4 }, {}, new AbortController().signal));
  session = await sessionOf(run);
  chunks = await session.chunks();
});

function copyOfRun(): string {
  const copy = path.join(temporaryFolder(), path.basename(run));
  cpSync(run, copy, { recursive: true });
  return copy;
}

const pointOf = async (row: number): Promise<number[]> => {
  const { vectors, size } = await session.run.bottleneck();
  return [...vectors.subarray(row * size, (row + 1) * size)];
};

/** What the network gives back of a chunk, read as words in the plainest way. */
async function decodedByHand(row: number): Promise<SketchedToken[]> {
  const network = await session.network();
  const { reconstruction } = await network.reconstruct(batchOfChunks(await session.embeddedChunks(), [row]));
  const { dimension } = session.run.config.vectors;
  const length = (a: Float32Array): number => Math.hypot(...a);
  const { tokens } = session.vocabulary;
  return Array.from({ length: chunks[row]!.tokens.length }, (_, t) => {
    const given = reconstruction.subarray(t * dimension, (t + 1) * dimension);
    let best = { token: '', cosine: -Infinity };
    tokens.forEach((token, id) => {
      if (specialTokens.includes(token) && token !== LINE_BREAK && token !== STANZA_BREAK) return;
      const vector = session.vectors.subarray(id * dimension, (id + 1) * dimension);
      const cosine = given.reduce((sum, x, d) => sum + x * vector[d]!, 0) / (length(given) * length(vector));
      if (cosine > best.cosine) best = { token, cosine };
    });
    const kind = best.token === LINE_BREAK ? 'line' : best.token === STANZA_BREAK ? 'stanza' : 'word';
    return { kind, text: kind === 'word' ? best.token : '', cosine: best.cosine };
  });
}

function expectSame(sketched: readonly SketchedToken[], wanted: readonly SketchedToken[]): void {
  expect(sketched.map(({ kind, text }) => [kind, text])).toEqual(wanted.map(({ kind, text }) => [kind, text]));
  wanted.forEach(({ cosine }, t) => expect(sketched[t]!.cosine).toBeCloseTo(cosine, 4));
}

describe('a sketch from a passage', () => {
  it('is what the decoder makes of its numbers, in the words nearest to that', async () => {
    for (const row of [4, chunks.findIndex(({ tokens }) => tokens.length < 50)]) {
      const point = await pointOf(row);
      const { sketches, measure } = await sketchPassages(session, { type: 'edit', row, point });
      expect(measure).toBe('cosine');
      expect(sketches).toHaveLength(2);
      expect(sketches[1]).toEqual(sketches[0]);
      expect(sketches[0]!.point).toEqual(point);
      expectSame(sketches[0]!.tokens, await decodedByHand(row));
      // Of its own numbers the nearest passage is itself.
      expect(sketches[0]!.nearest).toMatchObject({ row, text: chunks[row]!.text, author: chunks[row]!.author });
      expect(sketches[0]!.nearest!.value).toBeCloseTo(1, 5);
    }
  });

  it('changes with the numbers, and is near to no passage in the middle of all', async () => {
    const { numbers } = await sketchBasis(session, []);
    const mean = numbers.map((number) => number.mean);
    const { sketches } = await sketchPassages(session, { type: 'edit', row: 4, point: mean });
    expect(sketches[1]!.nearest).toBeNull();
    const far = numbers.map(({ most }) => 3 * most);
    const moved = (await sketchPassages(session, { type: 'edit', row: 4, point: far })).sketches[1]!;
    expect(moved.tokens).not.toEqual(sketches[0]!.tokens);
    expect(moved.nearest!.value).toBeLessThan(1);
  });

  it('leans towards the words nearest to what sets it apart from the sketch of the average', async () => {
    const { dimension } = session.run.config.vectors;
    const { tokens, counts } = session.vocabulary;
    const mean = await session.meanVector();
    const row = 4;
    const centre = (await sketchBasis(session, [])).numbers.map((number) => number.mean);
    const { sketches } = await sketchPassages(session, { type: 'edit', row, point: centre });
    const [own, average] = sketches.map(({ leaning }) => leaning);

    const network = await session.network();
    const steps = chunks[row]!.tokens.length;
    const decode = (point: number[]) => network.decode(Float32Array.from(point), Int32Array.of(steps));
    const [given, middle] = [await decode(await pointOf(row)), await decode(centre)];
    const difference = Array.from({ length: dimension }, (_, d) => {
      let sum = 0;
      for (let t = 0; t < steps; t++) sum += given[t * dimension + d]! - middle[t * dimension + d]!;
      return sum / steps;
    });
    const cosineOf = (word: string): number => {
      const id = tokens.indexOf(word);
      const seen = Array.from(mean, (x, d) => session.vectors[id * dimension + d]! - x);
      const product = seen.reduce((sum, x, d) => sum + x * difference[d]!, 0);
      return product / (Math.hypot(...seen) * Math.hypot(...difference));
    };
    expect(own!.words).toHaveLength(8);
    for (const { text, cosine } of own!.words) expect(cosine).toBeCloseTo(cosineOf(text), 4);
    // No word that may be named is nearer than the last of them.
    for (const word of ['snow', 'hand', 'river', 'light', 'bell', 'door']) {
      const id = tokens.indexOf(word);
      if (id < 0 || counts[id]! < 3 || own!.words.some(({ text }) => text === word)) continue;
      expect(cosineOf(word)).toBeLessThanOrEqual(own!.words.at(-1)!.cosine + 1e-6);
    }
    for (const { text } of own!.words) expect(['the', 'a', 'and', 'of', ',']).not.toContain(text);
    expect(own!.distance).toBeGreaterThan(0);
    expect(average!.distance).toBeLessThan(1e-4);
  });

  it('refuses numbers and passages that the run does not have', async () => {
    const edit = (row: number, point: number[]) => sketchPassages(session, { type: 'edit', row, point });
    await expect(edit(4, [1, 2])).rejects.toThrow('has 18 numbers, not 2');
    await expect(edit(99_999, await pointOf(0))).rejects.toThrow(`there is no chunk 100000`);
    await expect(sketchBasis(session, [99_999])).rejects.toThrow('there is no chunk 100000');
  });
});

describe('sketches between two passages', () => {
  it('begin and end with the passages’ own', async () => {
    const [row, other] = [2, chunks.length - 1];
    const { sketches } = await sketchPassages(session, { type: 'between', row, other, steps: 7 });
    expect(sketches).toHaveLength(7);
    for (const [end, sketch] of [
      [row, sketches[0]!],
      [other, sketches[6]!],
    ] as const) {
      const own = (await sketchPassages(session, { type: 'edit', row: end, point: await pointOf(end) })).sketches[0]!;
      expect(sketch.point).toEqual(own.point);
      expectSame(sketch.tokens, own.tokens);
      expect(sketch.nearest).toMatchObject({ row: end });
    }
    const [first, last] = [await pointOf(row), await pointOf(other)];
    sketches[3]!.point.forEach((x, d) => expect(x).toBeCloseTo((first[d]! + last[d]!) / 2, 5));
  });
});

describe('an author’s mean added and another’s taken away', () => {
  it('counts all of an author’s passages, trained on or held out', async () => {
    const authorsNamed = [...new Set(chunks.map(({ author }) => author))];
    const partsOf = (name: string) => new Set(chunks.filter(({ author }) => author === name).map(({ split }) => split));
    // One with passages of both kinds, or this would not tell one from the other.
    const add = authorsNamed.find((name) => partsOf(name).has('train') && partsOf(name).size > 1)!;
    const take = authorsNamed.find((name) => name !== add)!;
    expect(add).toBeDefined();
    const question = { type: 'style', row: 7, add, take } as const;
    const { sketches } = await sketchPassages(session, { ...question, strength: 1.5 });
    const meanOf = async (name: string): Promise<number[]> => {
      const own = await Promise.all(chunks.filter(({ author }) => author === name).map(({ index }) => pointOf(index)));
      return own[0]!.map((_, d) => own.reduce((sum, point) => sum + point[d]!, 0) / own.length);
    };
    const [added, taken, own] = [await meanOf(add), await meanOf(take), await pointOf(7)];
    sketches[1]!.point.forEach((x, d) => expect(x).toBeCloseTo(own[d]! + 1.5 * (added[d]! - taken[d]!), 4));
    expect(sketches[0]!.point).toEqual(own);
    const { authors } = await sketchBasis(session, []);
    const listed = new Map(authors.map(({ name, passages }) => [name, passages]));
    expect(listed.get(add)).toBe(chunks.filter(({ author }) => author === add).length);
    expect([...listed.values()].reduce((sum, passages) => sum + passages, 0)).toBe(chunks.length);
  });

  it('changes nothing with a strength of 0', async () => {
    const [add, take] = [chunks[0]!.author, chunks.at(-1)!.author];
    const { sketches } = await sketchPassages(session, { type: 'style', row: 7, add, take, strength: 0 });
    expect(sketches[1]).toEqual(sketches[0]);
  });

  it('says so where nobody of that name has a passage', async () => {
    const question = { type: 'style', row: 7, add: 'Nobody', take: chunks[0]!.author, strength: 1 } as const;
    await expect(sketchPassages(session, question)).rejects.toThrow('No passage of the run is by “Nobody”.');
  });
});

describe('what a person knows before sketching', () => {
  it('is each number’s range over all passages, and its mean', async () => {
    const { numbers, passages, run: name } = await sketchBasis(session, [3, 9]);
    expect(name).toBe(session.run.config.name);
    expect(passages.map(({ row }) => row)).toEqual([3, 9]);
    expect(passages[1]!.point).toEqual(await pointOf(9));
    expect(passages[1]).toMatchObject({ text: chunks[9]!.text, startLine: chunks[9]!.range.start.line + 1 });
    const all = await Promise.all(chunks.map(({ index }) => pointOf(index)));
    const train = chunks.filter(({ split }) => split === 'train');
    numbers.forEach(({ least, most, mean }, d) => {
      expect(least).toBe(Math.min(...all.map((point) => point[d]!)));
      expect(most).toBe(Math.max(...all.map((point) => point[d]!)));
      expect(mean).toBeCloseTo(train.reduce((sum, { index }) => sum + all[index]![d]!, 0) / train.length, 4);
    });
  });

  it('is what held-out poems say of the network', async () => {
    const evaluation = (await session.run.evaluation()) as { heldOut: { varianceExplained: number } };
    const { expectation } = await sketchBasis(session, []);
    expect(expectation).toMatchObject({ varianceExplained: evaluation.heldOut.varianceExplained });
  });

  it('or why that is not known', async () => {
    const odd = copyOfRun();
    const writer = await editRun(odd);
    await writer.writeEvaluation({ heldOut: {} });
    await writer.close();
    const { expectation } = await sketchBasis(await sessionOf(odd), []);
    expect(expectation).toEqual({
      problem: `${path.join(odd, runFiles.evaluation)} is not what it should be.`,
    });
    const damaged = copyOfRun();
    const file = path.join(damaged, runFiles.evaluation);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
    const basis = await sketchBasis(await sessionOf(damaged), [0]);
    expect(basis.passages).toHaveLength(1);
    expect(basis.expectation).toMatchObject({ problem: expect.stringContaining(runFiles.evaluation) });
  });

  it('a damaged bottleneck names its file', async () => {
    const damaged = copyOfRun();
    const file = path.join(damaged, runFiles.bottleneck);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    await expect(sessionOf(damaged).then((opened) => sketchBasis(opened, [0]))).rejects.toThrow(runFiles.bottleneck);
  });
});
