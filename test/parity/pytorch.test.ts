import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { embeddedChunksOf, networkOfRun } from '../../src/compute/restore-run.ts';
import { readVectors } from '../../src/compute/run-vectors.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';
import { cells } from '../../src/model/specification.ts';
import { openRun } from '../../src/runs/read-run.ts';
import { findTorch } from './find-torch.ts';

const samples = path.resolve(import.meta.dirname, '../../media/sample-poems');
const python = findTorch();
if (!python)
  console.log('No python3 here has PyTorch (apt install python3-torch): its reading of our models is not tested.');

describe.skipIf(!python)('a model trained and saved here', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-pytorch-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it.each(cells)('gives the same outputs to 1e-5 in the notebook’s PyTorch classes (%s)', async (cell) => {
    const outcome = await trainFolder(
      { folder: samples, runsFolder: folder, preset: cell === 'rnn' ? 'seed' : cell, epochs: 3 },
      {},
      new AbortController().signal,
    );
    const run = await openRun(outcome.run);
    const chunks = await run.chunks();
    const vectors = await readVectors(run);
    const { window, tokens, lengths, dimension } = embeddedChunksOf(run, chunks, vectors);
    const rows = 16;
    const batch = { tokens: tokens.slice(0, rows * window), lengths: lengths.slice(0, rows), rows, steps: window };
    const { bottleneck, reconstruction } = await (await networkOfRun(run, vectors)).reconstruct(batch);

    const input = new Float32Array(rows * window * dimension);
    batch.tokens.forEach((id, i) => input.set(vectors.subarray(id * dimension, (id + 1) * dimension), i * dimension));
    const mask = Float32Array.from(batch.tokens, (_, i) => (i % window < lengths[Math.floor(i / window)]! ? 1 : 0));
    const { specification } = run.config;
    const outputs = path.join(folder, `${cell}.safetensors`);
    const tensor = (shape: number[], data: Float32Array) => ({ dtype: 'F32' as const, shape, data });
    fs.writeFileSync(
      outputs,
      writeSafetensors(
        new Map([
          ['input', tensor([rows, window, dimension], input)],
          ['mask', tensor([rows, window], mask)],
          ['bottleneck', tensor([rows, specification.bottleneckSize], bottleneck)],
          ['reconstruction', tensor([rows, window, dimension], reconstruction)],
        ]),
        Object.fromEntries(Object.entries(specification).map(([key, value]) => [key, String(value)])),
      ),
    );
    const script = path.join(import.meta.dirname, 'load_run.py');
    const result = spawnSync(python!, [script, path.join(outcome.run, 'model.safetensors'), outputs], {
      encoding: 'utf8',
    });
    expect(result.status, result.stderr).toBe(0);
    const errors = JSON.parse(result.stdout) as { bottleneck: number; reconstruction: number };
    expect(errors.bottleneck).toBeLessThan(1e-5);
    expect(errors.reconstruction).toBeLessThan(1e-5);
  });
});
