import { UserError } from '../corpus/user-error.ts';
import type { Network } from '../engine/engine.ts';
import { parameterShapes, type TensorMap } from '../model/parameters.ts';
import type { Checkpoint } from '../runs/checkpoint-file.ts';

/** Puts a checkpoint's weights and moments into a network. Throws a UserError when they are of another one. */
export function restoreNetwork(network: Network, { parameters, optimizer }: Checkpoint): void {
  try {
    checkMoments(network, optimizer.firstMoment);
    checkMoments(network, optimizer.secondMoment);
    if (!Number.isSafeInteger(optimizer.step) || optimizer.step < 0) throw new Error('it has no number of steps');
    network.setParameters(parameters);
    network.setOptimizerState(optimizer);
  } catch (error) {
    throw new UserError(`The checkpoint does not fit the network: ${(error as Error).message}. Train again.`);
  }
}

function checkMoments(network: Network, moments: TensorMap): void {
  for (const { name, shape, trainable } of parameterShapes(network.specification)) {
    if (!trainable) continue;
    const moment = moments.get(name);
    if (moment?.shape.join() !== shape.join()) throw new Error(`the moments of ${name} have another shape`);
    if (!moment.data.every(Number.isFinite)) throw new Error(`the moments of ${name} are not finite`);
  }
}
