// npm run bench [-- --json]: the figures of the product, each beside its peer. Not a test: nothing here passes or fails.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { benchReadGlove } from './read-glove.ts';
import { benchTrainingStep, type TrainingStepRow } from './training-step.ts';

const root = path.resolve(import.meta.dirname, '../..');
const english = path.resolve(root, '../shared/corpora/english-poetry');
const corpus = fs.existsSync(english) ? english : path.join(root, 'media/sample-poems');
const json = process.argv.includes('--json');
const say = (line = ''): void => {
  if (!json) console.log(line);
};

const machine = { cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.cpus().length, node: process.versions.node };
say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; corpus: ${path.relative(root, corpus)}\n`);

const step = await benchTrainingStep(corpus);
say(`One training step, B=32, D=300, H=128, Z=18, ${step.engine}, one thread (median / best / spread, ms)`);
say(table(step.rows));

const glove = await benchReadGlove();
say(`\nReading a GloVe text file for its vocabulary, beside reading its bytes`);
say(JSON.stringify(glove, null, 2));

if (json) console.log(JSON.stringify({ machine, corpus: path.basename(corpus), trainingStep: step, readGlove: glove }));

function table(rows: readonly TrainingStepRow[]): string {
  const cell = (s: { median: number; best: number; spread: number }): string =>
    `${s.median.toFixed(1)} / ${s.best.toFixed(1)} / ${s.spread.toFixed(1)}`;
  return rows
    .map(({ steps, distinctWords, ours, pytorch }) => {
      const peers = Object.entries(pytorch).map(
        ([threads, s]) => `PyTorch ${threads} thread${threads === '1' ? '' : 's'} ${cell(s)}`,
      );
      const fastest = Math.min(...Object.values(pytorch).map((s) => s.median));
      const ratio = peers.length
        ? `${(fastest / ours.median).toFixed(2)} times as fast as PyTorch’s best`
        : 'no PyTorch here to compare with';
      return `  T=${steps} (${Math.round(distinctWords)} distinct words): ${[`ours ${cell(ours)}`, ...peers, ratio].join('; ')}`;
    })
    .join('\n');
}
