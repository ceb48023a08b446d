import { histogram, median } from '../analysis/histogram.ts';
import { meanWordErrors } from '../analysis/mean-word-errors.ts';
import type { ChunkErrors } from '../analysis/encode.ts';
import { splitNames, type PassageTable } from '../passages/passage-table.ts';
import {
  errorMeasures,
  errorParts,
  type DistributedErrors,
  type ErrorDistribution,
  type ErrorMeasure,
  type PassageErrors,
  type RankedPassage,
} from '../protocol/measure-messages.ts';
import { chunksOfPart, heldOutPart } from './held-out-part.ts';
import type { RunSession } from './run-session.ts';

/** Fine enough to see two humps, coarse enough for a hundred passages. */
const bins = 30;
/** Of the best, and of the worst. */
const ranked = 10;

/** How each passage of a run is given back, as its table has it, beside the guess of the mean word vector. */
export function passageErrors(session: RunSession): Promise<PassageErrors> {
  return session.once('passageErrors', async () => {
    const table = await session.table();
    const meanWord = meanWordErrors(await session.embeddedChunks(), await session.meanVector());
    const splits = Array.from(table.split, (part) => splitNames[part]!);
    const part = heldOutPart(splits);
    const rows = { heldOut: part?.chunks ?? new Int32Array(), training: chunksOfPart(splits, 'train') };
    const [heldOut, training] = [rows.heldOut.length, rows.training.length];
    return {
      heldOutPart: part?.split ?? null,
      passages: { heldOut, training, others: table.rows - heldOut - training },
      mse: distributionOf(table.mse, meanWord.mse, rows),
      cosine: distributionOf(table.cosine, meanWord.cosine, rows),
      rankings: errorParts.flatMap((name) =>
        errorMeasures.map((by) => ({ part: name, by, ...extremes(table, meanWord, rows[name], by) })),
      ),
    };
  });
}

function distributionOf(
  values: Float32Array,
  meanWord: Float32Array,
  rows: { heldOut: Int32Array; training: Int32Array },
): ErrorDistribution {
  const pick = (from: Float32Array, chosen: Int32Array): Float32Array => Float32Array.from(chosen, (row) => from[row]!);
  const sets = [pick(values, rows.heldOut), pick(values, rows.training), pick(meanWord, rows.heldOut)];
  const { start, step, counts } = histogram(sets, bins);
  const [heldOut, training, guessed] = sets.map((set, i): DistributedErrors => {
    return { counts: counts[i]!, median: set.length > 0 ? median(set) : null };
  }) as [DistributedErrors, DistributedErrors, DistributedErrors];
  return { start, step, heldOut, training, meanWord: guessed, median: median(values) };
}

/** Of passages that are alike, the first of the run come first. */
function extremes(
  table: PassageTable,
  meanWord: ChunkErrors,
  rows: Int32Array,
  by: ErrorMeasure,
): { best: RankedPassage[]; worst: RankedPassage[] } {
  const error = (row: number): number => (by === 'mse' ? table.mse[row]! : -table.cosine[row]!);
  const best = [...rows].sort((a, b) => error(a) - error(b) || a - b);
  const worst = [...rows].sort((a, b) => error(b) - error(a) || a - b);
  const describe = (row: number): RankedPassage => {
    const { title, author } = table.poems[table.poemOf[row]!]!;
    return {
      ...{ row, title, author, startLine: table.startLine[row]! + 1, endLine: table.endLine[row]! + 1 },
      ...{ opening: table.opening(row), mse: table.mse[row]!, cosine: table.cosine[row]! },
      ...{ meanWordMse: meanWord.mse[row]!, meanWordCosine: meanWord.cosine[row]! },
    };
  };
  return { best: best.slice(0, ranked).map(describe), worst: worst.slice(0, ranked).map(describe) };
}
