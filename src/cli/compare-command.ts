import path from 'node:path';
import { beginSweep } from '../compute/begin-sweep.ts';
import { runSweep } from '../compute/run-sweep.ts';
import { stateOfSweep } from '../compute/sweep-state.ts';
import { mediaFolder } from '../corpus/media-folder.ts';
import { UserError } from '../corpus/user-error.ts';
import type { SweepState } from '../protocol/sweep-messages.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { listSweeps, readSweep } from '../runs/sweep-plan.ts';
import { presets } from '../training/presets.ts';
import { variants } from '../training/variants.ts';
import { UsageError, type CompareArguments } from './arguments.ts';
import { watchComparison } from './compare-progress.ts';
import { compareMarkdown, compareReport } from './compare-report.ts';
import { shortPath } from './passages.ts';
import { shellWord } from './shell-word.ts';
import { createTerminalLine, silentLine } from './terminal-line.ts';
import { watchTraining } from './train-progress.ts';

/** Returns the text for standard output, and whether the comparison was stopped before its end. */
export async function compareCommand(
  options: CompareArguments,
  signal: AbortSignal,
): Promise<{ output: string; stopped: boolean }> {
  const terminal = createTerminalLine(process.stderr);
  const line = options.quiet ? silentLine : terminal;
  try {
    const { runs, id } = await comparisonOf(options, line, terminal, signal);
    const before = await stateOfSweep(runs, await readSweep(runs, id));
    const state = before.members.every((member) => member.state === 'complete')
      ? before
      : await runSweep(runs, id, { signal, processes: options.processes, ...watchComparison(line) });
    terminal.clear();
    const stopped = state.members.some((member) => member.state === 'stopped' || member.state === 'waiting');
    if (stopped) {
      const out =
        options.folder === undefined && options.out === undefined ? '' : ` --out ${shellWord(shortPath(runs))}`;
      terminal.tell(
        `Stopped. Nothing is lost. Go on with: npx poetry-explorer compare --resume ${shellWord(id)}${out}`,
      );
    }
    const [failed] = state.members;
    if (failed && state.members.every((member) => member.state === 'failed'))
      throw new UserError(`None of the architectures could be trained. The first: ${failed.problem ?? ''}`);
    return { output: outputOf(state, options), stopped };
  } finally {
    terminal.clear();
  }
}

/** The comparison that was asked for: one that was begun before, or a new one. */
async function comparisonOf(
  options: CompareArguments,
  line: ReturnType<typeof createTerminalLine>,
  terminal: ReturnType<typeof createTerminalLine>,
  signal: AbortSignal,
): Promise<{ runs: string; id: string }> {
  const { folder, out, resume, epochs, seed, vectors, cells, bottleneckSizes } = options;
  if (resume !== undefined) {
    const fixed = ['presets', 'variants', 'cells', 'bottleneckSizes', 'epochs', 'seed', 'vectors'] as const;
    const given = fixed.find((name) => options[name] !== undefined);
    if (given) {
      const name = given === 'bottleneckSizes' ? 'bottleneck' : given;
      throw new UsageError(`--resume goes on with the comparison's own settings: leave out --${name}.`);
    }
    const runs = path.resolve(out ?? runsFolder(folder ?? '.'));
    const [newest] = await listSweeps(runs);
    if (resume === 'latest' && newest === undefined)
      throw new UserError(`There is no comparison in ${runs}. Give the folder of the runs with --out.`);
    return { runs, id: resume === 'latest' ? newest! : resume };
  }
  // The sample poems belong to the installation, where nothing is to be written.
  const runs = out ?? (folder === undefined ? runsFolder('.') : undefined);
  const everything = options.presets === undefined && options.variants === undefined;
  const begun = await beginSweep(
    {
      folder: path.resolve(folder ?? path.join(mediaFolder(), 'sample-poems')),
      ...(runs !== undefined && { runsFolder: path.resolve(runs) }),
      presets: everything ? Object.keys(presets) : namesOf(options.presets, presets),
      variants: namesOf(options.variants, variants),
      ...(cells && { cells }),
      ...(bottleneckSizes && { bottleneckSizes }),
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
      ...(vectors !== undefined && { vectors: path.resolve(vectors) }),
    },
    watchTraining(line, terminal),
    signal,
  );
  return { runs: begun.runsFolder, id: begun.plan.id };
}

function namesOf(asked: readonly string[] | undefined, known: object): string[] {
  return (asked ?? []).flatMap((name) => (name === 'all' ? Object.keys(known) : [name]));
}

function outputOf(state: SweepState, { format, rank = 'varianceExplained' }: CompareArguments): string {
  if (format === 'json') return JSON.stringify(state, null, 2);
  return (format === 'markdown' ? compareMarkdown : compareReport)(state, rank).join('\n');
}
