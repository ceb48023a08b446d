import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { lineHashesOf } from '../../src/corpus/document-lines.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { makePassages } from '../../src/compute/make-passages.ts';
import { storedChunks } from '../../src/compute/store-chunks.ts';
import { alignLines, lineHashesOfText } from '../../src/passages/line-alignment.ts';
import type { PassageTable } from '../../src/passages/passage-table.ts';
import { placeNow, rowsAt } from '../../src/passages/places.ts';
import { passageTensors, readPassages } from '../../src/passages/stored-passages.ts';
import { contentOf, hoverMarkdown } from '../../src/vscode/hover-content.ts';
import { madeUpTable } from '../passages/made-up-passages.ts';
import { english } from '../vscode/localizer-for-tests.ts';
import type { Row } from './row.ts';
import { figureOf } from './verdict.ts';

/** A hover as the extension host answers it, but for VS Code's own part: from a position to Markdown. Milliseconds. */
export interface HoverRow {
  what: string;
  chunks: number;
  hovers: number;
  median: number;
  /** 95th percentile. */
  p95: number;
}

const size = 18;

/**
 * The corpus's own chunks with made-up vectors (nothing here depends on their values); a million made-up ones; and a
 * poem of 10,000 lines of which one is edited before every hover, so that its lines are found anew each time.
 */
export async function benchHover(
  folder: string,
  options: { chunks?: number; lines?: number; hovers?: number } = {},
): Promise<HoverRow[]> {
  const { chunks = 1_000_000, lines = 10_000, hovers = 200 } = options;
  const corpus = await readCorpus(folder);
  const chunkSet = buildChunks(corpus, defaultChunkSettings);
  const stored = [
    ...storedChunks(corpus, chunkSet, { train: corpus.poems.map(({ index }) => index), validation: [], test: [] }),
  ];
  const real = tableOf(stored);
  const million = madeUpTable(Math.ceil(chunks / 100), 100, size);
  return [
    time('the corpus', real, hovers, (turn) => () => hoverInUnchanged(real, (turn * 7919) % real.rows)),
    time('made-up chunks', million, hovers, (turn) => () => hoverInUnchanged(million, (turn * 7919) % million.rows)),
    longPoem(real, lines, hovers),
  ];
}

function tableOf(chunks: Parameters<typeof makePassages>[0]['chunks']): PassageTable {
  const random = createRandom(3);
  const bottleneck = Float32Array.from({ length: chunks.length * size }, () => random.normal());
  const zeros = new Float32Array(chunks.length);
  const source = {
    chunks,
    bottleneck,
    size,
    errors: { cosine: zeros, mse: zeros },
    lineHashes: new Map(),
    run: '/run',
    root: '/',
  };
  const content = makePassages(source, { measure: 'cosine', whitened: false });
  return readPassages(passageTensors(content), chunks.length, size);
}

/** A hover over the middle of a row, in a document that is as it was. */
function hoverInUnchanged(table: PassageTable, row: number): string {
  const poem = table.poems[table.poemOf[row]!]!;
  const length = table.endLine[poem.firstRow + poem.rows - 1]! + 1;
  const all = Int32Array.from({ length }, (_, line) => line);
  const lines = { now: all, then: all, same: true };
  const line = (table.startLine[row]! + table.endLine[row]!) >> 1;
  const [found = row] = rowsAt(table, poem.file, { line, character: 0 }, lines);
  return answer(table, found, line);
}

function answer(table: PassageTable, row: number, line: number): string {
  const { title, author, firstRow, rows } = table.poems[table.poemOf[row]!]!;
  const passage = {
    explored: { table, run: '/run', medianCosine: 0.4 },
    row,
    point: table.points.subarray(row * size, (row + 1) * size),
    cosine: table.cosine[row]!,
    range: { start: { line }, end: { line } },
    ...{ title, author, number: row - firstRow + 1, of: rows, replaced: new Set<number>() },
  };
  return hoverMarkdown(english, contentOf(english, passage, 5));
}

function longPoem(table: PassageTable, lines: number, hovers: number): HoverRow {
  const before = Array.from({ length: lines }, (_, line) => `line ${line} of a poem that has no end in sight`);
  const hashes = lineHashesOf(before.join('\n'));
  return time(`the corpus, in a poem of ${lines} lines edited before each hover`, table, hovers, (turn) => {
    const edited = [...before];
    edited.splice((turn * 31) % lines, 1, `edited ${turn}`, 'and added');
    const text = edited.join('\n');
    return () => {
      const aligned = alignLines(hashes, lineHashesOfText(text));
      const row = (turn * 7919) % table.rows;
      placeNow(table, row, aligned);
      return answer(table, row, 0);
    };
  });
}

/** Times what `prepare` gives for each turn, and not the preparing. */
function time(what: string, table: PassageTable, hovers: number, prepare: (turn: number) => () => string): HoverRow {
  const times: number[] = [];
  // The first turns warm up.
  for (let turn = -10; turn < hovers; turn++) {
    const hover = prepare(Math.abs(turn));
    const started = performance.now();
    const markdown = hover();
    if (turn >= 0) times.push(performance.now() - started);
    if (!markdown.includes('command:')) throw new Error('The hover has no links.');
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return { what, chunks: table.rows, hovers, median: at(0.5), p95: at(0.95) };
}

export const hoverRow: Row = {
  name: 'hover',
  async measure(corpus) {
    const figures = await benchHover(corpus);
    return {
      lines: [
        'A hover, from the position in the poem to its text (median / 95th percentile, ms)',
        ...figures.map(
          ({ what, chunks, median, p95 }) =>
            `${what} (${figureOf(chunks)} chunks): ${median.toFixed(1)} / ${p95.toFixed(1)}`,
        ),
      ],
      figures,
      verdicts: figures.map(({ what, chunks, p95 }) => ({
        what: `a hover, 95th percentile, ${what}, ${figureOf(chunks)} chunks`,
        value: p95,
        ...({ unit: 'ms', bound: chunks > 100_000 ? 30 : 10, side: 'most' } as const),
      })),
    };
  },
};
