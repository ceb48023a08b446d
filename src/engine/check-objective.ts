import type { Objective } from '../model/objective.ts';
import type { ModelSpecification } from '../model/specification.ts';
import type { Batch } from './engine.ts';

/** Throws a RangeError for an objective that a network cannot be trained by. */
export function checkObjective(
  { reconstruction, plainShare, pooled }: Objective,
  { shortcut }: ModelSpecification,
  hasWordWeights: boolean,
): void {
  if (plainShare < 1 && !hasWordWeights)
    throw new RangeError('A plainShare below 1 needs a network with word weights.');
  if (shortcut && (reconstruction !== 'mse' || pooled > 0))
    throw new RangeError('Beside a shortcut the objective has squared errors alone, and no pooled term.');
}

/** Throws a RangeError for pairs or groups that are not rows of the batch. */
export function checkPairs({ rows, pairs, groups }: Batch): void {
  if (!pairs) return;
  if (pairs.length !== rows || (groups && groups.length !== rows))
    throw new RangeError(`A batch of ${rows} rows needs as many pairs and groups.`);
  if (pairs.some((pair, row) => pair < -1 || pair >= rows || pair === row))
    throw new RangeError('A row’s pair is another row of the batch, or -1 for none.');
}
