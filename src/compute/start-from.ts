import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import type { Network } from '../engine/engine.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { Run } from '../runs/read-run.ts';
import { readBaseModel } from '../runs/base-model.ts';
import type { RunConfig, StartedFrom } from '../runs/run-config.ts';
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
export function startedFrom({ id, config }: Run): StartedFrom {
  return { run: id, epochs: epochsBefore(config) + (config.result?.keptEpoch ?? 0) };
}

/** Those of the base model do not count: they were on other poems. */
function epochsBefore({ startedFrom }: RunConfig): number {
  return startedFrom && 'epochs' in startedFrom ? startedFrom.epochs : 0;
}

/**
 * Weights of the run, or of the base model in `baseModel`, that this one begins with; undefined where it has gone on
 * from them, or began from none. Throws a UserError when they are no longer there.
 */
export async function startingWeights(writer: RunWriter, baseModel: string): Promise<TensorMap | undefined> {
  const { startedFrom } = writer.config;
  if (!startedFrom || (await writer.readCheckpoint())) return undefined;
  if ('run' in startedFrom) {
    const source = await openCompleteRun(path.join(path.dirname(path.resolve(writer.folder)), startedFrom.run));
    return source.parameters();
  }
  const { config, parameters } = await readBaseModel(baseModel);
  if (config.sha256 !== startedFrom.base)
    throw new UserError(`${writer.folder} was begun from the base model of another version. Train anew.`);
  return parameters;
}

/**
 * Keeps starting weights that were others', or that took long to make, as a checkpoint before the first epoch, so that
 * the run needs neither the others nor the time again: `seconds` that it took.
 */
export async function keepStart(
  writer: RunWriter,
  network: Network,
  settings: TrainingSettings,
  seconds: number,
): Promise<void> {
  const { startedFrom, specification } = writer.config;
  if ((!startedFrom && !specification.shortcut) || (await writer.readCheckpoint())) return;
  await writer.writeCheckpoint({
    epoch: 0,
    parameters: await network.parameters(),
    optimizer: await network.optimizerState(),
    best: null,
    state: { ...startState(settings), seconds },
  });
}
