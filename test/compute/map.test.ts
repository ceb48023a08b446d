import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { clustersOf } from '../../src/compute/cluster-passages.ts';
import { csvLine } from '../../src/compute/csv-line.ts';
import { layoutFile } from '../../src/compute/kept-layout.ts';
import { mapTable } from '../../src/compute/map-table.ts';
import { preparePassages } from '../../src/compute/prepare-passages.ts';
import { projectRun } from '../../src/compute/project-run.ts';
import { sessionOf, type RunSession } from '../../src/compute/run-session.ts';
import { passageTextOf, searchPassages } from '../../src/compute/search-passages.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { Projection, ProjectionProgress } from '../../src/protocol/projection-messages.ts';
import { listRuns, openRun } from '../../src/runs/read-run.ts';
import { editRun } from '../../src/runs/write-run.ts';
import { parseCsv } from './parse-csv.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const tsne: Projection = { type: 'tsne', perplexity: 5, iterations: 300, seed: 1 };
const umap: Projection = { type: 'umap', neighbours: 6, minimumDistance: 0.1, epochs: 60, seed: 1 };

let run: string;
let session: RunSession;
beforeAll(async () => {
  const folder = folderOfPoems();
  ({ run } = await trainFolder({ folder, preset: 'gru', epochs: 2 }, {}, new AbortController().signal));
  session = await sessionOf(run);
});

/** A session of a copy of the run, to be changed. */
async function copyOfRun(): Promise<{ folder: string; session: RunSession }> {
  const folder = path.join(temporaryFolder(), path.basename(run));
  cpSync(run, folder, { recursive: true });
  return { folder, session: await sessionOf(folder) };
}

describe.each([tsne, umap])('a layout of the type $type', (projection) => {
  it('is stepped visibly, and kept with the run: the next time it is there at once', async () => {
    const { folder, session: copy } = await copyOfRun();
    const told: ProjectionProgress[] = [];
    const first = await projectRun(copy, projection, { onProgress: (progress) => told.push(progress) });
    const rows = copy.run.config.corpus.chunks;
    expect(first).toMatchObject({ wasKept: false });
    expect(first.notKept).toBeUndefined();
    expect(first.points).toHaveLength(rows * 2);
    expect(first.points.every(Number.isFinite)).toBe(true);
    expect(told[0]).toMatchObject({ stage: 'neighbours' });
    const steps = told.filter(({ stage }) => stage === 'layout');
    expect(steps[0]).toMatchObject({ done: 0, total: projection.type === 'tsne' ? 300 : 60 });
    expect(steps.every(({ points }) => points?.length === rows * 2)).toBe(true);

    const again: ProjectionProgress[] = [];
    const second = await projectRun(await sessionOf(folder), projection, { onProgress: (one) => again.push(one) });
    expect(second).toEqual({ ...first, wasKept: true });
    expect(again).toEqual([]);
    // It is a file of the run like the others, with its checksum.
    const stored = (await (await openRun(folder)).tensors(layoutFile(projection))).get('points');
    expect(stored?.data).toEqual(first.points);
  });

  it('is repeatable', async () => {
    const [a, b] = [await copyOfRun(), await copyOfRun()];
    const first = await projectRun(a.session, projection);
    expect((await projectRun(b.session, projection)).points).toEqual(first.points);
  });

  it('is computed again when what was kept is damaged, and the run is none the worse', async () => {
    const { folder, session: copy } = await copyOfRun();
    const first = await projectRun(copy, projection);
    const file = path.join(folder, layoutFile(projection));
    const bytes = readFileSync(file);
    bytes[bytes.length - 9]! ^= 255;
    for (const damage of [() => writeFileSync(file, bytes), () => truncateSync(file, 100)]) {
      damage();
      const [summary] = await listRuns(path.dirname(folder));
      expect(summary?.problem).toBeUndefined();
      const mended = await projectRun(await sessionOf(folder), projection);
      expect(mended).toEqual(first);
      expect((await projectRun(await sessionOf(folder), projection)).wasKept).toBe(true);
    }
  });

  it('is computed again when the run compares its passages in another way, or with another seed', async () => {
    const { folder, session: copy } = await copyOfRun();
    const first = await projectRun(copy, projection);
    expect((await projectRun(await sessionOf(folder), { ...projection, seed: 2 })).wasKept).toBe(false);
    await preparePassages(folder, { comparison: { measure: 'euclidean', whitened: true } });
    const other = await projectRun(await sessionOf(folder), projection);
    expect(other.wasKept).toBe(false);
    expect(other.points).not.toEqual(first.points);
  });

  it('can be cancelled, and then nothing is kept', async () => {
    const { session: copy } = await copyOfRun();
    const abort = new AbortController();
    const cancelled = projectRun(copy, projection, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await copy.run.has(layoutFile(projection))).toBe(false);
  });
});

it('a layout is given all the same when the run cannot be written', async () => {
  const { folder, session: copy } = await copyOfRun();
  const writer = await editRun(folder);
  try {
    const { points, notKept } = await projectRun(copy, umap);
    expect(points.every(Number.isFinite)).toBe(true);
    expect(notKept).toContain(folder);
  } finally {
    await writer.close();
  }
});

it('clusters have a name for every passage, and are the same every time', async () => {
  const { clusterOf, words, silhouette } = await clustersOf(session);
  expect(clusterOf).toHaveLength(session.run.config.corpus.chunks);
  expect(Math.max(...clusterOf) + 1).toBe(words.length);
  expect(words.every((list) => list.length > 0 && !list.includes('the'))).toBe(true);
  expect(Math.abs(silhouette)).toBeLessThanOrEqual(1);
  const { session: copy } = await copyOfRun();
  expect(await clustersOf(copy)).toEqual(await clustersOf(session));
});

describe('the search of passages', () => {
  it('finds all words, in titles, authors and texts, in any case', async () => {
    const chunks = await session.chunks();
    const word = /\p{L}{6,}/u.exec(chunks[3]!.text)![0];
    const asked = `${word.toUpperCase()} ${chunks[3]!.author.split(' ')[0]!}`;
    const wanted = chunks.filter(({ title, author, text }) => {
      const whole = `${title}\n${author}\n${text}`.toLowerCase();
      return asked
        .toLowerCase()
        .split(' ')
        .every((part) => whole.includes(part));
    });
    expect([...(await searchPassages(session, asked))]).toEqual(wanted.map(({ index }) => index));
    expect(wanted.length).toBeGreaterThan(0);
  });

  it('finds nothing for nothing, and for what no poem has', async () => {
    expect(await searchPassages(session, '  ')).toHaveLength(0);
    expect(await searchPassages(session, 'xyzzyx')).toHaveLength(0);
  });

  it('are told whole, and only those that are there', async () => {
    const chunks = await session.chunks();
    expect(await passageTextOf(session, 3)).toBe(chunks[3]!.text);
    await expect(passageTextOf(session, chunks.length)).rejects.toThrow(/has no chunk/);
  });
});

describe('the table of the map', () => {
  it('has file, lines, text, place, cluster and numbers of every passage', async () => {
    const chunks = await session.chunks();
    const { vectors, size } = await session.run.bottleneck();
    const { clusterOf } = await clustersOf(session);
    const points = Float32Array.from({ length: chunks.length * 2 }, (_, i) => i / 2);
    const text = new TextDecoder().decode(await mapTable(session, points));
    const [head, ...rows] = parseCsv(text);
    expect(rows).toHaveLength(chunks.length);
    expect(head!.slice(0, 8)).toEqual(['file', 'first line', 'last line', 'title', 'author', 'chunk', 'part', 'text']);
    rows.forEach((row, i) => {
      const { file, range, text: passage, indexInPoem } = chunks[i]!;
      expect(row.slice(0, 3)).toEqual([file, String(range.start.line + 1), String(range.end.line + 1)]);
      expect(row[5]).toBe(String(indexInPoem + 1));
      expect(row[7]!.replace(/^'/, '')).toBe(passage);
      expect([Number(row[8]), Number(row[9])]).toEqual([points[i * 2], points[i * 2 + 1]]);
      expect(Number(row[10])).toBe(clusterOf[i]! + 1);
      expect(row.slice(13).map(Number)).toEqual([...vectors.subarray(i * size, (i + 1) * size)]);
    });
  });

  it('has the rows that are asked for, in their order', async () => {
    const points = new Float32Array(session.run.config.corpus.chunks * 2);
    const text = new TextDecoder().decode(await mapTable(session, points, Int32Array.of(4, 1)));
    const rows = parseCsv(text).slice(1);
    const chunks = await session.chunks();
    expect(rows.map((cells) => cells[7]!.replace(/^'/, ''))).toEqual([chunks[4]!.text, chunks[1]!.text]);
    await expect(mapTable(session, points, Int32Array.of(100_000))).rejects.toThrow('there is no chunk');
    await expect(mapTable(session, points.subarray(2))).rejects.toThrow('places for');
  });

  it('has no cell that a spreadsheet would take for a formula', () => {
    expect(csvLine(['=HYPERLINK("x")', '-1+2', 'a,"b"\n', -0.5])).toBe(
      '"\'=HYPERLINK(""x"")",\'-1+2,"a,""b""\n",-0.5\r\n',
    );
  });
});
