import { encodeChunks } from '../analysis/encode.ts';
import { evaluateHeldOut } from '../analysis/evaluate.ts';
import type { HeldOutEvaluation } from '../analysis/evaluation.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { createRandom } from '../corpus/random.ts';
import { lineBreakId } from '../corpus/special-tokens.ts';
import { UserError } from '../corpus/user-error.ts';
import { isBaseRun } from '../runs/base-run.ts';
import type { Run } from '../runs/read-run.ts';
import { chunksOfPart, heldOutPart, validationBeside } from './held-out-part.ts';
import { embeddedChunksOf, networkOfRun, openCompleteRun } from './restore-run.ts';
import { readVectors } from './run-vectors.ts';

export interface RunEvaluation {
  /** Absolute path. */
  run: string;
  bottleneckSize: number;
  /** What a reader of the figures should know, a sentence each. */
  notes: string[];
  evaluation: HeldOutEvaluation;
}

/**
 * Measures a run anew on its held-out poems: its weights on the chunks it keeps, so that it also works where the poems
 * have changed or gone since. Throws a UserError where nothing was held out, and for a damaged run.
 */
export async function evaluateRun(runFolder: string, options: { signal?: AbortSignal } = {}): Promise<RunEvaluation> {
  const run = await openCompleteRun(runFolder);
  if (isBaseRun(run))
    throw new UserError(
      'The base model was not trained on these poems, so there is nothing to hold its figures beside. Train the autoencoder first.',
    );
  const stored = await run.chunks();
  const splits = stored.map(({ split }) => split);
  const part = heldOutPart(splits);
  if (!part) throw new UserError(`${runFolder} held no poem out of its training: train on more poems to evaluate.`);
  const vectors = await readVectors(run);
  const network = await networkOfRun(run, vectors);
  try {
    const chunks = embeddedChunksOf(run, stored, vectors);
    const evaluation = await evaluateHeldOut(
      {
        network,
        chunks,
        places: stored,
        authors: stored.map(({ author }) => author),
        trainChunks: chunksOfPart(splits, 'train'),
        heldOutChunks: part.chunks,
        split: part.split,
        validationChunks: validationBeside(splits, part),
        lineBreak: lineBreakId,
        bottleneck: await encodeChunks(network, chunks, options),
        random: createRandom(run.config.split.seed).fork('evaluation'),
      },
      options,
    );
    return {
      run: run.folder,
      bottleneckSize: run.config.specification.bottleneckSize,
      notes: await notesOnCorpus(run, options.signal),
      evaluation,
    };
  } finally {
    network.dispose();
  }
}

/** Whether the poems are still those that the run was trained on. */
async function notesOnCorpus(run: Run, signal?: AbortSignal): Promise<string[]> {
  const { root, fingerprint } = run.config.corpus;
  const kept = 'The figures are of the passages that the run keeps.';
  try {
    const corpus = await readCorpus(root, signal ? { signal } : {});
    return corpus.fingerprint === fingerprint ? [] : [`The poems in ${root} have changed since the training. ${kept}`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`The poems in ${root} can no longer be read. ${kept}`];
  }
}
