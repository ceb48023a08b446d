import { activationRow } from './activation.ts';
import { batchPreparationRow } from './batch-preparation.ts';
import { curriculumRow } from './curriculum.ts';
import { defaultPresetRow } from './default-preset.ts';
import { encodePassageRow } from './encode-passage.ts';
import { engineStepsRow } from './engine-steps.ts';
import { hoverRow } from './hover.ts';
import { mapRow, tsneRow, umapRow } from './map.ts';
import { memoryRow } from './memory.ts';
import { productRateRow } from './product-rate.ts';
import { readCorpusRow } from './read-corpus.ts';
import { readGloveRow } from './read-glove.ts';
import type { Row } from './row.ts';
import { trainingStepRow } from './training-step.ts';
import { variantStepsRow } from './variant-steps.ts';

/** In the order of the speed table. */
export const rows: readonly Row[] = [
  trainingStepRow,
  variantStepsRow,
  engineStepsRow,
  productRateRow,
  curriculumRow,
  defaultPresetRow,
  batchPreparationRow,
  readCorpusRow,
  readGloveRow,
  memoryRow,
  hoverRow,
  encodePassageRow,
  activationRow,
  mapRow,
  tsneRow,
  umapRow,
];
