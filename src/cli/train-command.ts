import path from 'node:path';
import type { TrainOutcome, TrainRequest } from '../compute/train-request.ts';
import { trainFolder } from '../compute/train-folder.ts';
import { mediaFolder } from '../corpus/media-folder.ts';
import { openRun } from '../runs/read-run.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { defaultPreset } from '../training/presets.ts';
import { UsageError, type TrainArguments } from './arguments.ts';
import { enginePlaces } from './engine-places.ts';
import { findUnfinishedRun } from './run-argument.ts';
import { createTerminalLine, silentLine } from './terminal-line.ts';
import { watchTraining } from './train-progress.ts';
import { stoppedSummary, trainSummary } from './train-summary.ts';

/** Returns the text for standard output, whether the training was stopped, and whether because its engine was lost. */
export async function trainCommand(
  options: TrainArguments,
  signal: AbortSignal,
): Promise<{ output: string; stopped: boolean; lost: boolean }> {
  const request = await requestOf(options);
  const terminal = createTerminalLine(process.stderr);
  const watcher = watchTraining(options.quiet ? silentLine : terminal, terminal);
  try {
    const outcome = await trainFolder(request, watcher, signal);
    watcher.finish();
    const stopped = outcome.status === 'stopped';
    if (stopped) for (const line of stoppedSummary(outcome)) terminal.tell(line);
    const lost = outcome.lost !== undefined;
    if (options.json) return { output: JSON.stringify(jsonOf(outcome), null, 2), stopped, lost };
    return { output: stopped ? '' : (await trainSummary(outcome)).join('\n'), stopped, lost };
  } finally {
    watcher.finish();
  }
}

async function requestOf(options: TrainArguments): Promise<TrainRequest> {
  const { epochs, seed, vectors, from, engine, threads } = options;
  const computing = {
    ...(engine !== undefined && { engine }),
    ...(threads !== undefined && { threads }),
    engines: enginePlaces(options.packages),
  };
  if (options.resume !== undefined) {
    const fixed = (['preset', 'epochs', 'seed', 'vectors', 'from'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (fixed) throw new UsageError(`--resume goes on with the run's own settings: leave out --${fixed}.`);
    const resume = await findUnfinishedRun(options.resume, options.out);
    const { config } = await openRun(resume);
    return { folder: path.resolve(options.folder ?? config.corpus.root), preset: config.preset, resume, ...computing };
  }
  // The sample poems belong to the installation, where nothing is to be written.
  const runs = options.out ?? (options.folder === undefined ? runsFolder('.') : undefined);
  return {
    folder: path.resolve(options.folder ?? path.join(mediaFolder(), 'sample-poems')),
    preset: options.preset ?? defaultPreset,
    ...(runs !== undefined && { runsFolder: path.resolve(runs) }),
    ...(epochs !== undefined && { epochs }),
    ...(seed !== undefined && { seed }),
    ...(from !== undefined && { from }),
    ...(vectors !== undefined && { vectors: path.resolve(vectors) }),
    ...computing,
  };
}

function jsonOf({ evaluation: _, bottleneckSize: __, ...fields }: TrainOutcome): object {
  return fields;
}
