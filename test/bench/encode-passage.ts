import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encodePassage } from '../../src/compute/encode-passage.ts';
import { sessionOf } from '../../src/compute/run-session.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { defaultPreset } from '../../src/training/presets.ts';
import type { Row } from './row.ts';

/** Milliseconds for a passage that the run has never seen, in the compute process: from its text to its 18 numbers. */
export interface EncodeRow {
  preset: string;
  passages: number;
  median: number;
  /** 95th percentile. */
  p95: number;
}

/** Lines of the corpus in `folder`, four at a time, through a network trained on the sample poems. */
export async function benchEncodePassage(
  folder: string,
  preset: string,
  { passages = 200, epochs = 1 }: { passages?: number; epochs?: number } = {},
): Promise<EncodeRow> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  try {
    cpSync(path.join(mediaFolder(), 'sample-poems'), home, { recursive: true });
    const { run } = await trainFolder({ folder: home, preset, epochs }, {}, new AbortController().signal);
    const session = await sessionOf(run);
    const lines = (await readCorpus(folder)).poems.flatMap(({ text }) =>
      text.split('\n').filter((line) => /\p{L}{3}/u.test(line)),
    );
    const times: number[] = [];
    // The first ones warm up, and load the table of word vectors.
    for (let turn = -10; turn < passages; turn++) {
      const at = (Math.abs(turn) * 7919) % Math.max(lines.length - 4, 1);
      const text = lines.slice(at, at + 4).join('\n');
      const started = performance.now();
      await encodePassage(session, text);
      if (turn >= 0) times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const share = (of: number): number => times[Math.min(times.length - 1, Math.floor(of * times.length))]!;
    return { preset, passages, median: share(0.5), p95: share(0.95) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

export const encodePassageRow: Row = {
  name: 'encode-passage',
  async measure(corpus) {
    const figures = [
      await benchEncodePassage(corpus, defaultPreset),
      await benchEncodePassage(corpus, 'seed', { epochs: 3 }),
    ];
    return {
      lines: [
        'A passage never seen, from its text to its bottleneck vector (median / 95th percentile, ms)',
        ...figures.map(
          ({ preset, passages, median, p95 }) =>
            `${preset}, ${passages} passages: ${median.toFixed(1)} / ${p95.toFixed(1)}`,
        ),
      ],
      figures,
      verdicts: figures.map(({ preset, median }) => ({
        what: `encoding a passage never seen, median, ${preset}`,
        value: median,
        ...({ unit: 'ms', bound: 5, side: 'most' } as const),
      })),
    };
  },
};
