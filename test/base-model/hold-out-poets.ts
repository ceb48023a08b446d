import type { Random } from '../../src/corpus/random.ts';
import type { Poem, Split, SplitName } from '../../src/corpus/types.ts';
import { UserError } from '../../src/corpus/user-error.ts';

export interface PoetSplit {
  split: Split;
  /** Poets of the validation and of the test, by name. */
  heldOut: { validation: string[]; test: string[] };
}

/**
 * Sets whole poets aside, so that what is measured on them is measured on voices never heard: `share` of the poets for
 * validation and as many for the test, at least one each. Throws a UserError when nobody would be left to train on.
 */
export function holdOutPoets(poems: readonly Pick<Poem, 'author'>[], share: number, random: Random): PoetSplit {
  const poets = random.shuffle([...new Set(poems.map(({ author }) => author))].sort());
  const part = Math.max(1, Math.round(poets.length * share));
  if (poets.length <= 2 * part)
    throw new UserError(
      `Of ${poets.length} poets ${2 * part} would be held out, and nobody left to train on. Hold out a smaller share, or add poets.`,
    );
  const heldOut = { validation: poets.slice(0, part).sort(), test: poets.slice(part, 2 * part).sort() };
  const split: { [part in SplitName]: number[] } = { train: [], validation: [], test: [] };
  poems.forEach(({ author }, poem) => {
    const name = heldOut.validation.includes(author) ? 'validation' : heldOut.test.includes(author) ? 'test' : 'train';
    split[name].push(poem);
  });
  return { split, heldOut };
}
