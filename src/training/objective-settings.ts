import { reconstructionErrors, seedObjective, type Objective } from '../model/objective.ts';
import { choice, number, objectOf, type Field } from './setting-fields.ts';

const fields: Record<keyof Objective, Field> = {
  reconstruction: choice(...reconstructionErrors),
  plainShare: number(0, 1),
  pooled: number(0, 1e6),
  contrastive: objectOf({ weight: number(0, 1e6), temperature: number(1e-3, 1e3) }),
  kl: number(0, 1e6),
};

/** An objective with all its fields. Throws a UserError that names what is wrong. */
export const checkObjective: Field = objectOf(fields);

/** Fills in the seed's for what an objective leaves out; anything but an object is left for `checkObjective` to refuse. */
export function completeObjective(value: unknown): Objective {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value as Objective;
  const given = value as Partial<Objective>;
  const contrastive: unknown = given.contrastive ?? {};
  return {
    ...seedObjective,
    ...given,
    contrastive:
      typeof contrastive === 'object' && !Array.isArray(contrastive)
        ? { ...seedObjective.contrastive, ...contrastive }
        : (contrastive as Objective['contrastive']),
  };
}
