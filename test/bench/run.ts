// npm run bench [-- NAME …] [--json] [--short] [--rounds=N] [--packages=DIR]: the figures of the speed table, each beside its
// peer and its bound, all or the ones named; where a row can be measured in fewer rounds, in N. What is short has one round,
// and is without what only stands beside a row. DIR/node_modules may hold packages of GPU engines. Not a test: nothing here
// passes or fails.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { serverNode } from '../e2e/paths.ts';
import { rows } from './rows.ts';
import { verdictLine, type Verdict } from './verdict.ts';

// A person's trainings run in VS Code's Node, which has the faster kernels; where it is set up, so do these.
if (!supportsVariant('relaxed') && fs.existsSync(serverNode)) {
  const again = [...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(serverNode, again, { stdio: 'inherit' }).status ?? 1);
}

const root = path.resolve(import.meta.dirname, '../..');
const english = path.resolve(root, '../shared/corpora/english-poetry');
const corpus = fs.existsSync(english) ? english : path.join(root, 'media/sample-poems');
const json = process.argv.includes('--json');
const say = (line = ''): void => {
  if (!json) console.log(line);
};

const valueOf = (option: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`${option}=`))?.slice(option.length + 1);
const [rounds, packages] = [valueOf('--rounds'), valueOf('--packages')];
const short = process.argv.includes('--short');
const options = {
  ...{ short, ...(short && { rounds: 1 }), ...(rounds !== undefined && { rounds: Number(rounds) }) },
  ...(packages !== undefined && { packages }),
};
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.find((name) => !rows.some((row) => row.name === name));
if (unknown !== undefined) {
  console.error(`There is no row "${unknown}"; there are ${rows.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const machine = { cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.cpus().length, node: process.versions.node };
say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; corpus: ${path.relative(root, corpus)}\n`);

const figures: Record<string, unknown> = { machine, corpus: path.basename(corpus) };
const verdicts: Verdict[] = [];
for (const row of rows.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const { lines, figures: measured, verdicts: judged } = await row.measure(corpus, options);
  lines.forEach((line, i) => say(i === 0 ? line : `  ${line}`));
  say();
  figures[row.name] = measured;
  verdicts.push(...judged);
}
say('The figures beside their bounds');
for (const verdict of verdicts) say(`  ${verdictLine(verdict)}`);
if (json) console.log(JSON.stringify({ ...figures, verdicts }));
