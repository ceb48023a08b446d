// npm run bench [-- training-step | read-glove | hover | encode-passage | t-sne | umap | map] [--json]: the figures of the product, each beside its peer, all or the
// ones named. Not a test: nothing here passes or fails.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { benchEncodePassage } from './encode-passage.ts';
import { benchHover } from './hover.ts';
import { benchMap, benchTsne, benchUmap } from './map.ts';
import { benchReadGlove } from './read-glove.ts';
import { benchTrainingStep, type TrainingStepRow } from './training-step.ts';
import { benchVariantSteps } from './variant-steps.ts';

const root = path.resolve(import.meta.dirname, '../..');
const english = path.resolve(root, '../shared/corpora/english-poetry');
const corpus = fs.existsSync(english) ? english : path.join(root, 'media/sample-poems');
const json = process.argv.includes('--json');
const say = (line = ''): void => {
  if (!json) console.log(line);
};

const machine = { cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.cpus().length, node: process.versions.node };
say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; corpus: ${path.relative(root, corpus)}\n`);

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wanted = (name: string): boolean => named.length === 0 || named.includes(name);
const figures: Record<string, unknown> = { machine, corpus: path.basename(corpus) };

if (wanted('training-step')) {
  const step = await benchTrainingStep(corpus);
  say(`One training step, B=32, D=300, H=128, Z=18, ${step.engine}, one thread (median / best / spread, ms)`);
  say(`${table(step.rows)}\n`);
  figures.trainingStep = step;
  const variants = await benchVariantSteps(corpus);
  say('One training step of each variant, B=32, T=50, D=100, H=128, Z=18 (median / best / spread, ms)');
  for (const { variant, parameters, step: time } of variants)
    say(
      `  ${variant.padEnd(20)} ${grouped(parameters).padStart(7)} parameters  ${time.median.toFixed(1)} / ${time.best.toFixed(1)} / ${time.spread.toFixed(1)}`,
    );
  say();
  figures.variantSteps = variants;
}
if (wanted('read-glove')) {
  const glove = await benchReadGlove();
  say(
    `A GloVe text file of ${glove.rows} x ${glove.dimension} (${glove.megabytes.toFixed(0)} MB), read for ${glove.vocabulary} words`,
  );
  say(
    `  loading vectors ${glove.loadingVectors.median.toFixed(0)} ms, reading its bytes ${glove.readingBytes.median.toFixed(0)} ms: ` +
      `${glove.ratio.toFixed(2)} times; memory at its peak ${glove.peakMegabytes.toFixed(0)} MB`,
  );
  figures.readGlove = glove;
}
if (wanted('hover')) {
  const rows = await benchHover(corpus);
  say('A hover, from the position in the poem to its text (median / 95th percentile, ms)');
  for (const { what, chunks, median, p95 } of rows)
    say(`  ${what} (${chunks.toLocaleString('en-GB')} chunks): ${median.toFixed(1)} / ${p95.toFixed(1)}`);
  figures.hover = rows;
}
if (wanted('t-sne')) {
  const tsne = await benchTsne();
  const { points, iterations, seconds, secondsBefore, divergence } = tsne;
  say(`t-SNE of ${grouped(points)} points, ${grouped(iterations)} iterations`);
  say(
    `  ${seconds.toFixed(1)} s, ${secondsBefore.toFixed(1)} s of it before the first; divergence ${divergence.toFixed(2)}`,
  );
  figures.tsne = tsne;
}
if (wanted('umap')) {
  const umap = await benchUmap();
  const { points, epochs, ours, umapJs, secondsForNeighbours } = umap;
  say(
    `UMAP of ${grouped(points)} points, ${epochs} epochs; their neighbours take ${secondsForNeighbours.toFixed(1)} s`,
  );
  say(
    `  ours ${ours.all.toFixed(1)} s (${ours.before.toFixed(1)} s before the first epoch), umap-js ${umapJs.all.toFixed(1)} s (${umapJs.before.toFixed(1)} s): ${(umapJs.all / ours.all).toFixed(2)} times as fast`,
  );
  figures.umap = umap;
}
if (wanted('map')) {
  const rows = await benchMap();
  say('The map without WebGL 2, and its clusters');
  for (const { points, drawing, clusters } of rows)
    say(`  ${grouped(points)} points: ${drawing.toFixed(1)} ms to draw, ${clusters.toFixed(1)} s to cluster`);
  figures.map = rows;
}
if (wanted('encode-passage')) {
  const encode = await benchEncodePassage(corpus);
  say('A passage never seen, from its text to its bottleneck vector (median / 95th percentile, ms)');
  say(`  ${encode.passages} passages: ${encode.median.toFixed(1)} / ${encode.p95.toFixed(1)}`);
  figures.encodePassage = encode;
}
if (json) console.log(JSON.stringify(figures));

function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

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
