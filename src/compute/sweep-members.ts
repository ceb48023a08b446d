import { UserError } from '../corpus/user-error.ts';
import { checkSpecification, type Cell, type ModelSpecification } from '../model/specification.ts';
import type { SweepMember } from '../runs/sweep-plan.ts';
import { presets } from '../training/presets.ts';
import { scalePhases, type CurriculumPhase } from '../training/settings.ts';
import { recipeNamed, variants } from '../training/variants.ts';

export interface SweepGrid {
  presets: readonly string[];
  /** Variants of the specification or the training, by name; they keep their own cells. */
  variants?: readonly string[];
  /** Cells that each preset is trained with; its own without them. */
  cells?: readonly Cell[];
  /** Each preset's and variant's own without them. */
  bottleneckSizes?: readonly number[];
  /** Of each member; without it as many as its preset says. */
  epochs?: number;
}

/** So that a slip of the pen is not a month of training. */
const mostMembers = 500;

/**
 * The architectures of a grid, in the order of its lists; of combinations that are the same network in the same training
 * (a `seed` with a GRU is the preset `gru`) the first. Throws a UserError that names what is unknown or does not go
 * together.
 */
export function membersOfGrid(grid: SweepGrid): SweepMember[] {
  const known = (name: string, kind: string, of: object): string => {
    if (!Object.hasOwn(of, name))
      throw new UserError(`There is no ${kind} "${name}". Choose among ${Object.keys(of).join(', ')}.`);
    return name;
  };
  const names: [string, readonly Cell[] | undefined][] = [
    ...grid.presets.map((name): [string, readonly Cell[] | undefined] => [known(name, 'preset', presets), grid.cells]),
    ...(grid.variants ?? []).map((name): [string, undefined] => [known(name, 'variant', variants), undefined]),
  ];
  const members = new Map<string, SweepMember>();
  for (const [preset, cells] of names) {
    const { specification, training } = recipeNamed(preset)!;
    for (const cell of cells ?? [specification.cell])
      for (const bottleneckSize of grid.bottleneckSizes ?? [specification.bottleneckSize]) {
        const parts = { ...specification, cell, bottleneckSize };
        check(parts, preset);
        const phases = phasesOfMember({ preset }, grid.epochs ?? null);
        const key = JSON.stringify([parts, { ...training, phases }]);
        if (!members.has(key)) members.set(key, { preset, cell, bottleneckSize });
      }
  }
  if (members.size === 0) throw new UserError('There is nothing to compare: name a preset or a variant.');
  if (members.size > mostMembers)
    throw new UserError(
      `These are ${members.size} trainings, and a comparison has at most ${mostMembers}. Name fewer.`,
    );
  return [...members.values()];
}

/** A member's curriculum in `epochs` epochs, or its own; none of a preset that this version does not know. */
export function phasesOfMember(
  { preset }: Pick<SweepMember, 'preset'>,
  epochs: number | null,
): readonly CurriculumPhase[] {
  const phases = recipeNamed(preset)?.training.phases ?? [];
  return epochs === null || phases.length === 0 ? phases : scalePhases(phases, epochs);
}

/** A member in words, which become its run's name. */
export function memberName({ preset, cell, bottleneckSize }: SweepMember): string {
  return `${preset}, ${cell}, ${bottleneckSize} numbers`;
}

function check(parts: Omit<ModelSpecification, 'inputSize'>, preset: string): void {
  try {
    checkSpecification({ ...parts, inputSize: 1 });
  } catch (error) {
    throw new UserError(`"${preset}" cannot be trained so: ${(error as Error).message}`);
  }
}
