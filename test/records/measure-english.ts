/**
 * `npm run measure-english`: trains the presets that have aims to reach from scratch on the English corpus, two at once, and
 * keeps how they do on poems that they never read, beside the baselines, in english-corpus.json. Takes some 4 minutes.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beginSweep } from '../../src/compute/begin-sweep.ts';
import { runSweep } from '../../src/compute/run-sweep.ts';
import type { SweepResult } from '../../src/protocol/sweep-messages.ts';
import { recipeNamed } from '../../src/training/variants.ts';
import { englishCorpus } from '../corpus/english-corpus.ts';

/** What english-corpus.json holds. */
export interface EnglishRecord {
  node: string;
  cpu: string;
  corpus: { poems: number; chunks: number };
  seed: number;
  presets: Record<string, { recipe: ReturnType<typeof recipeNamed>; result: SweepResult }>;
}

export const recordedPresets = ['recommended', 'faithful'];
export const recordFile = path.join(import.meta.dirname, 'english-corpus.json');

if (process.argv[1] === import.meta.filename) {
  const runsFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'measure-english-'));
  const never = new AbortController().signal;
  const begun = await beginSweep({ folder: englishCorpus, runsFolder, presets: recordedPresets }, {}, never);
  const { members, corpus, seed } = await runSweep(runsFolder, begun.plan.id, {
    signal: never,
    onProgress: ({ fraction }) => process.stderr.write(`\r${Math.floor(fraction * 100)}%`),
  });
  const failed = members.find(({ result }) => !result);
  if (failed) throw new Error(`${failed.preset}: ${failed.problem}`);
  const record: EnglishRecord = {
    ...{ node: process.versions.node, cpu: os.cpus()[0]?.model.trim() ?? 'unknown' },
    ...{ corpus: { poems: corpus.poems, chunks: corpus.chunks }, seed },
    presets: Object.fromEntries(
      members.map(({ preset, result }) => [preset, { recipe: recipeNamed(preset), result: result! }]),
    ),
  };
  fs.writeFileSync(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  fs.rmSync(runsFolder, { recursive: true, force: true });
}
