import { cpSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analysisBatchRows } from '../../src/analysis/encode.ts';
import { batchOfChunks } from '../../src/analysis/embedded-chunks.ts';
import { encodePassage, tokensOfText } from '../../src/compute/encode-passage.ts';
import { inspectPassage } from '../../src/compute/inspect-passage.ts';
import { passagesOfRun, preparePassages } from '../../src/compute/prepare-passages.ts';
import { chunksOfDocument, documentAsItStands } from '../../src/compute/read-document.ts';
import { embeddedChunksOf, networkOfRun } from '../../src/compute/restore-run.ts';
import { sessionOf, type RunSession } from '../../src/compute/run-session.ts';
import { readVectors } from '../../src/compute/run-vectors.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { wordErrors } from '../../src/compute/word-errors.ts';
import { lineHashesOf } from '../../src/corpus/document-lines.ts';
import { passagesFile } from '../../src/passages/stored-passages.ts';
import { openRun } from '../../src/runs/read-run.ts';
import type { StoredChunk } from '../../src/runs/stored-chunk.ts';
import { editRun } from '../../src/runs/write-run.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

let folder: string;
let run: string;
let chunks: StoredChunk[];
let session: RunSession;
beforeAll(async () => {
  folder = folderOfPoems();
  ({ run } = await trainFolder({ folder, preset: 'gru', epochs: 4 }, {}, new AbortController().signal));
  session = await sessionOf(run);
  chunks = [...(await session.chunks())];
});

/** A copy of the run, to be changed. */
function copyOfRun(): string {
  const copy = path.join(temporaryFolder(), path.basename(run));
  cpSync(run, copy, { recursive: true });
  return copy;
}

describe('the passage table of a new run', () => {
  it('has every chunk at its place, its vector, and its line in the file', async () => {
    const table = await session.table();
    const { vectors, size } = await session.run.bottleneck();
    expect(table.rows).toBe(chunks.length);
    for (const chunk of chunks) {
      const poem = table.poems[table.poemOf[chunk.index]!]!;
      expect(poem).toMatchObject({
        file: chunk.file,
        title: chunk.title,
        author: chunk.author,
        rows: chunk.chunksInPoem,
      });
      expect(chunk.index - poem.firstRow).toBe(chunk.indexInPoem);
      expect(table.startLine[chunk.index]).toBe(chunk.range.start.line);
      expect(table.endCharacter[chunk.index]).toBe(chunk.range.end.character);
      expect(chunk.text.replace(/\s*\n\s*/g, ' / ')).toContain(table.opening(chunk.index).replace(/…$/, ''));
    }
    // Centred on the training chunks and of length 1.
    const train = chunks.filter(({ split }) => split === 'train');
    for (const row of [0, 5, chunks.length - 1]) {
      const centred = Array.from({ length: size }, (_, d) => {
        const mean = train.reduce((sum, { index }) => sum + vectors[index * size + d]!, 0) / train.length;
        return vectors[row * size + d]! - mean;
      });
      const length = Math.hypot(...centred);
      centred.forEach((x, d) => expect(table.points[row * size + d]).toBeCloseTo(x / length, 4));
    }
  });

  it('knows the lines of the files', async () => {
    const table = await session.table();
    for (const [file, hashes] of table.lineHashes)
      expect(hashes).toEqual(lineHashesOf(await readFile(path.join(folder, file), 'utf8')));
    expect(table.lineHashes.size).toBe(12);
  });

  it('has the quality of each reconstruction as the network gives it', async () => {
    const table = await session.table();
    const vectors = await readVectors(session.run);
    const network = await networkOfRun(session.run, vectors);
    const embedded = embeddedChunksOf(session.run, chunks, vectors);
    const rows = Int32Array.from({ length: Math.min(analysisBatchRows, chunks.length) }, (_, i) => i);
    const { loss, tokens } = await network.evaluate(batchOfChunks(embedded, rows));
    network.dispose();
    const lengths = rows.reduce((sum, row) => sum + embedded.lengths[row]!, 0);
    const mean = rows.reduce((sum, row) => sum + table.mse[row]! * embedded.lengths[row]!, 0) / lengths;
    expect(tokens).toBe(lengths);
    expect(mean).toBeCloseTo(loss, 4);
  });
});

describe('comparing passages in another way', () => {
  it('whitens: the training passages then vary alike in all directions', async () => {
    const copy = copyOfRun();
    const comparison = { measure: 'euclidean', whitened: true } as const;
    expect(await preparePassages(copy, { comparison })).toEqual(comparison);
    const table = (await passagesOfRun(await openRun(copy)))!;
    expect(table.space).toMatchObject(comparison);
    const train = chunks.filter(({ split }) => split === 'train').map(({ index }) => index);
    const at = (row: number, d: number): number => table.points[row * table.size + d]!;
    for (let d = 0; d < table.size; d++)
      for (let e = 0; e <= d; e++) {
        const covariance = train.reduce((sum, row) => sum + at(row, d) * at(row, e), 0) / train.length;
        expect(Math.abs(covariance - (d === e ? 1 : 0))).toBeLessThan(0.02);
      }
    // What was measured stays.
    const before = await session.table();
    expect(table.mse).toEqual(before.mse);
    expect(table.rootFromRun).toBe(before.rootFromRun);
    expect(table.lineHashes).toEqual(before.lineHashes);
  });

  it('stays as it is until somebody changes it', async () => {
    const copy = copyOfRun();
    await preparePassages(copy, { comparison: { measure: 'euclidean', whitened: false } });
    expect(await preparePassages(copy)).toEqual({ measure: 'euclidean', whitened: false });
  });
});

it('a run without a table gets the one that training would have given it', async () => {
  const copy = copyOfRun();
  rmSync(path.join(copy, passagesFile));
  const writer = await editRun(copy).catch(() => undefined);
  await writer?.close();
  await preparePassages(copy);
  const made = (await passagesOfRun(await openRun(copy)))!;
  const table = await session.table();
  expect(made.points).toEqual(table.points);
  expect(made.mse).toEqual(table.mse);
  expect(made.lineHashes).toEqual(table.lineHashes);
});

describe('a text that no chunk holds', () => {
  it('is encoded as the network reads it, words never seen too', async () => {
    const text = 'Zounds, quoth the astrolabe to the harbour';
    const { vector, cosine, mse } = await encodePassage(session, text);
    expect(vector).toHaveLength(18);
    expect(vector.every(Number.isFinite)).toBe(true);
    expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
    expect(mse).toBeGreaterThan(0);
    expect(await encodePassage(session, text)).toEqual({ vector, cosine, mse });
  });

  it('is encoded alike whatever is read before it or at the same time', async () => {
    const texts = ['the sea', 'Zounds, quoth the astrolabe\nto the harbour', 'love and the rose and the sea'];
    const alone: Awaited<ReturnType<typeof encodePassage>>[] = [];
    for (const text of texts) {
      const { vocabulary, ids } = tokensOfText(text);
      const words = await session.words.vectorsOf(vocabulary);
      const fresh = await session.networkFor(words, 1);
      const batch = { tokens: ids, lengths: Int32Array.of(ids.length), rows: 1, steps: ids.length };
      const { bottleneck } = await fresh.reconstruct(batch);
      fresh.dispose();
      const encoded = await encodePassage(session, text);
      expect(encoded.vector).toEqual([...bottleneck]);
      alone.push(encoded);
    }
    const order = [0, 1, 2, 1, 0, 2];
    const together = await Promise.all(order.map((i) => encodePassage(session, texts[i]!)));
    expect(together).toEqual(order.map((i) => alone[i]));
  });

  it('stands where its chunk stands when it is a chunk’s own text of full length', async () => {
    const whole = chunks.find(
      (chunk) => chunk.tokens.length === 50 && chunk.indexInPoem > 0 && chunk.text.split('\n').length > 3,
    )!;
    const { vector } = await encodePassage(session, whole.text);
    const { vectors, size } = await session.run.bottleneck();
    const own = [...vectors.subarray(whole.index * size, (whole.index + 1) * size)];
    const dot = vector.reduce((sum, x, d) => sum + x * own[d]!, 0);
    expect(dot / (Math.hypot(...vector) * Math.hypot(...own))).toBeGreaterThan(0.95);
  });
});

describe('an inspected chunk', () => {
  it('has its tokens, words as the poem has them, and the errors of the network itself', async () => {
    const chunk = chunks[4]!;
    const inspection = await inspectPassage(session, { run, chunk: 4 });
    const table = await session.table();
    expect(inspection.tokens.map(({ token }) => token)).toEqual(
      chunk.tokens.map((id) => session.vocabulary.tokens[id]),
    );
    for (const { kind, source } of inspection.tokens) {
      if (kind === 'structure') expect(source).toBe('');
      else expect(chunk.text).toContain(source);
    }
    expect(inspection.mse).toBeCloseTo(table.mse[4]!, 4);
    expect(inspection.cosine).toBeCloseTo(table.cosine[4]!, 4);
    expect(inspection.cut).toBe(false);
  });

  it('has the nearest words by cosine, and the bottleneck’s numbers among all others', async () => {
    const inspection = await inspectPassage(session, { run, chunk: 4 });
    const { vectors, size } = await session.run.bottleneck();
    inspection.bottleneck.forEach(({ value, mean, rank, quantiles }, d) => {
      const column = chunks.map(({ index }) => vectors[index * size + d]!);
      expect(value).toBeCloseTo(vectors[4 * size + d]!, 3);
      expect(mean).toBeCloseTo(column.reduce((sum, x) => sum + x, 0) / column.length, 4);
      expect(rank).toBeCloseTo(column.filter((x) => x < column[4]!).length / column.length, 5);
      expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
      expect([quantiles[0], quantiles[6]]).toEqual([Math.min(...column), Math.max(...column)]);
    });
    // Independently, for the first token.
    const network = await networkOfRun(session.run, session.vectors);
    const embedded = await session.embeddedChunks();
    const { reconstruction } = await network.reconstruct(batchOfChunks(embedded, [4]));
    network.dispose();
    const dimension = embedded.dimension;
    const cosineWith = (id: number): number => {
      let [dot, a, b] = [0, 0, 0];
      for (let d = 0; d < dimension; d++) {
        const [x, y] = [reconstruction[d]!, session.vectors[id * dimension + d]!];
        dot += x * y;
        a += x * x;
        b += y * y;
      }
      return b > 0 ? dot / Math.sqrt(a * b) : -1;
    };
    const ids = [...session.vocabulary.tokens.keys()].slice(6);
    const best = ids.reduce((most, id) => (cosineWith(id) > cosineWith(most) ? id : most));
    expect(inspection.tokens[0]!.nearest).toBe(session.vocabulary.tokens[best]);
    expect(inspection.tokens[0]!.nearestCosine).toBeCloseTo(cosineWith(best), 4);
  });

  it('is refused when the run has no such chunk', async () => {
    await expect(inspectPassage(session, { run, chunk: 1_000_000 })).rejects.toMatchObject({ name: 'UserError' });
  });

  it('may be any text, of which the first window is shown', async () => {
    const inspection = await inspectPassage(session, { run, text: 'the light goes round\n'.repeat(40) });
    expect(inspection.cut).toBe(true);
    expect(inspection.tokens).toHaveLength(50);
    expect(inspection.tokens[0]).toMatchObject({ token: 'the', source: 'the', kind: 'word' });
  });
});

describe('the word errors of a document', () => {
  it('belong to its words, where they stand', async () => {
    const { file } = chunks[0]!;
    const text = `${await readFile(path.join(folder, file), 'utf8')}\nAnd a line, astrolabe, of today\r\n`;
    const { starts, ends, mse, cosine, mseDeciles, problems } = await wordErrors(session, { text, file });
    expect(problems).toEqual([]);
    expect(starts.length).toBeGreaterThan(50);
    const words = Array.from(starts, (start, i) => text.slice(start, ends[i]));
    expect(words).toContain('astrolabe');
    for (const word of words) expect(word).toMatch(/^\S+$/);
    expect([...starts]).toEqual([...starts].sort((a, b) => a - b));
    expect(mse.every((error) => error > 0)).toBe(true);
    expect(cosine.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(mseDeciles).toHaveLength(9);
    expect(mseDeciles).toEqual([...mseDeciles].sort((a, b) => a - b));
  });

  it('are those of the inspected chunk where only one chunk holds the word', async () => {
    const chunk = chunks.find(({ chunksInPoem, indexInPoem }) => chunksInPoem > 2 && indexInPoem === 1)!;
    const text = await readFile(path.join(folder, chunk.file), 'utf8');
    const { starts, ends, mse } = await wordErrors(session, { text, file: chunk.file });
    const inspection = await inspectPassage(session, { run, chunk: chunk.index });
    const alone = inspection.tokens
      .slice(chunk.overlapPrevious, -chunk.overlapNext)
      .filter(({ kind }) => kind !== 'structure');
    const found = alone.filter(({ source, mse: error }) =>
      starts.some((start, i) => text.slice(start, ends[i]) === source && Math.abs(mse[i]! - error) < 1e-5),
    );
    expect(alone.length).toBeGreaterThan(10);
    expect(found.length).toBe(alone.length);
  });
});

describe('a document as it stands', () => {
  const read = (text: string, file: string) =>
    documentAsItStands(chunksOfDocument(text, file, session.run.config.chunkSettings));

  it('has the chunks that training gave it, as long as nobody edits it', async () => {
    const { file } = chunks[0]!;
    const { poems } = read(await readFile(path.join(folder, file), 'utf8'), file);
    const stored = chunks.filter((chunk) => chunk.file === file);
    expect(poems.flatMap((poem) => poem.chunks)).toEqual(stored.map(({ range, text }) => ({ range, text })));
  });

  it('has its edited text at its new place', async () => {
    const { file, text } = chunks[0]!;
    const document = `${text.split('\n').slice(0, 2).join('\n')}\nAnd something altogether new, written today\n`;
    const { poems } = read(document, file);
    expect(poems[0]!.chunks.at(-1)!.text).toContain('altogether new, written today');
  });

  it('is no error, whatever it holds', () => {
    const notes = [
      '',
      '\u0000\u0001',
      '{"poems": [',
      'x'.repeat(1_000_000),
      '***\n'.repeat(1000),
      '[1, 2, {"text": 4}]',
    ];
    for (const text of notes)
      for (const file of ['a.txt', 'a.md', 'a.json', 'a.jsonl', 'a.csv', 'README.md']) {
        const { poems, problems } = read(text, file);
        expect(poems.length + problems.length, `${file} ${text.slice(0, 10)}`).toBeGreaterThan(0);
      }
  });
});

it('a session is opened anew when its run has changed on disk, and tells what is damaged', async () => {
  const copy = copyOfRun();
  const first = await sessionOf(copy);
  expect(await sessionOf(copy)).toBe(first);
  await preparePassages(copy, { comparison: { measure: 'euclidean', whitened: false } });
  const second = await sessionOf(copy);
  expect(second).not.toBe(first);
  expect((await second.table()).space.measure).toBe('euclidean');
  await expect(sessionOf(path.join(copy, 'nothing'))).rejects.toMatchObject({ name: 'UserError' });
});
