import path from 'node:path';
import { expect, it } from 'vitest';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { benchEncodePassage } from './encode-passage.ts';
import { benchHover } from './hover.ts';

it('times hovers over a corpus, many chunks, and a long poem that is being edited', async () => {
  const samples = path.join(mediaFolder(), 'sample-poems');
  const rows = await benchHover(samples, { chunks: 2000, lines: 500, hovers: 5 });
  expect(rows).toHaveLength(3);
  expect(rows[1]!.chunks).toBe(2000);
  for (const { median, p95 } of rows) {
    expect(median).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(median);
  }
});

it('times the encoding of passages never seen', async () => {
  const { passages, median, p95 } = await benchEncodePassage(path.join(mediaFolder(), 'sample-poems'), 'seed', {
    passages: 5,
  });
  expect(passages).toBe(5);
  expect(median).toBeGreaterThan(0);
  expect(p95).toBeGreaterThanOrEqual(median);
});
