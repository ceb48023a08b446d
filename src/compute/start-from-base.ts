import { UserError } from '../corpus/user-error.ts';
import type { ModelSpecification } from '../model/specification.ts';
import { readBaseModel, type BaseModel, type BaseModelConfig } from '../runs/base-model.ts';
import { presets } from '../training/presets.ts';

export interface StartChoice {
  preset: string;
  /** What was asked for; without it the preset says. */
  from: 'base' | 'scratch' | undefined;
  specification: ModelSpecification;
  /** Of the word vectors. */
  source: string;
  /** Folder of the base model. */
  baseModel: string;
}

/**
 * Whether a new run begins with the base model: its SHA-256 in `base` where it does, and in `note` a sentence on it where
 * it was to be. A base model that does not fit, or is damaged, is no reason not to train.
 */
export async function chooseStart(choice: StartChoice): Promise<{ base?: string; note?: string }> {
  const { preset, from, baseModel } = choice;
  if ((from ?? presets[preset]?.startsFrom) !== 'base') return {};
  let base: BaseModel;
  try {
    base = await readBaseModel(baseModel);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { note: `Training begins from scratch. ${error.message}` };
  }
  const reason = whyNot(choice, base.config);
  if (reason !== undefined) return { note: `Training begins from scratch: ${reason}.` };
  const { name, poems } = base.config.corpus;
  return {
    base: base.config.sha256,
    note: `Training begins with the weights of the base model (${name}, ${poems} poems).`,
  };
}

/** In what the network or its word vectors differ from the base model's; undefined where they do not. */
function whyNot({ specification, source }: StartChoice, { vectors, ...base }: BaseModelConfig): string | undefined {
  if (specification.inputSize !== vectors.dimension)
    return `the word vectors have ${specification.inputSize} numbers, and those of the base model ${vectors.dimension}`;
  if (source !== vectors.source) return 'the word vectors are others than those of the base model';
  const fields = Object.keys(base.specification) as (keyof ModelSpecification)[];
  const other = fields.find((field) => specification[field] !== base.specification[field]);
  if (other === undefined) return undefined;
  return `its network differs from the base model's (${other} ${String(specification[other])}, not ${String(base.specification[other])})`;
}
