import path from 'node:path';
import type { Network } from '../engine/engine.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { Run } from '../runs/read-run.ts';
import type { RunConfig } from '../runs/run-config.ts';
import type { RunWriter } from '../runs/write-run.ts';
import { checkTrainingSettings, type TrainingSettings } from '../training/settings.ts';
import { startState } from '../training/training-state.ts';
import { recipeOfRun, type Recipe } from './recipe.ts';
import { openCompleteRun } from './restore-run.ts';

/** The run whose weights another one is to begin with. Throws a UserError unless it is complete. */
export async function openStart(folder: string): Promise<Run> {
  return openCompleteRun(path.resolve(folder));
}

/** What a run was trained by, but for its phases: only the last, whose sequences are whole, in `epochs` epochs. */
export function recipeOfStart({ config }: Run, epochs: number | undefined): Recipe {
  const recipe = recipeOfRun(config);
  const last = recipe.training.phases.at(-1)!;
  const training = { ...recipe.training, phases: [{ ...last, epochs: epochs ?? last.epochs }] };
  return { ...recipe, training: checkTrainingSettings(training) };
}

/** What the new run's configuration says of the one it begins with: the epochs of both it and those before it. */
export function startedFrom({ id, config }: Run): NonNullable<RunConfig['startedFrom']> {
  return { run: id, epochs: (config.startedFrom?.epochs ?? 0) + (config.result?.keptEpoch ?? 0) };
}

/** Weights of the run that this one begins with; undefined where it has gone on from them, or began from none. */
export async function startingWeights({ config, folder, readCheckpoint }: RunWriter): Promise<TensorMap | undefined> {
  if (!config.startedFrom || (await readCheckpoint())) return undefined;
  const source = await openCompleteRun(path.join(path.dirname(path.resolve(folder)), config.startedFrom.run));
  return source.parameters();
}

/** Keeps the starting weights as a checkpoint before the first epoch, so that the run needs the other no longer. */
export async function keepStart(writer: RunWriter, network: Network, settings: TrainingSettings): Promise<void> {
  if (!writer.config.startedFrom || (await writer.readCheckpoint())) return;
  await writer.writeCheckpoint({
    epoch: 0,
    parameters: network.parameters(),
    optimizer: network.optimizerState(),
    best: null,
    state: startState(settings),
  });
}
