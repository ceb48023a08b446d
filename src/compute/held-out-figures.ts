import type { Estimate, Interval } from '../analysis/bootstrap.ts';
import {
  heldOutMeasures,
  heldOutPredictors,
  heldOutSpaces,
  type HeldOutDecoded,
  type HeldOutFigures,
  type HeldOutMeasure,
  type HeldOutNeighbours,
  type HeldOutScore,
  type HeldOutWords,
} from '../protocol/held-out-figures.ts';
import { fieldAt, numberAt } from '../runs/json-field.ts';
import { openRun } from '../runs/read-run.ts';

/** What was measured of a run on held-out poems; null where it was not. Throws a UserError when the run is damaged. */
export async function heldOutFiguresOf(folder: string): Promise<HeldOutFigures | null> {
  return figuresIn(await (await openRun(folder)).evaluation());
}

/**
 * What of `evaluation.json` is shown. A run keeps what the version that made it measured, so whatever else is missing is
 * left out; null where there is no evaluation, or one of another form.
 */
export function figuresIn(value: unknown): HeldOutFigures | null {
  const split = fieldAt(value, 'split');
  const heldOut = fieldAt(value, 'heldOut');
  const [poems, chunks] = [numberAt(value, 'poems'), numberAt(value, 'chunks')];
  const scores = heldOutPredictors.flatMap((predictor) => scoreIn(value, predictor));
  const byPosition = listAt(heldOut, 'byPosition').map((item) => ({
    position: numberAt(item, 'position'),
    mse: numberAt(item, 'mse'),
    count: numberAt(item, 'count'),
  }));
  const sound =
    isCount(poems) &&
    isCount(chunks) &&
    scores[0]?.predictor === 'network' &&
    byPosition.every(({ position, mse, count }) => isCount(position) && isCount(count) && Number.isFinite(mse));
  if ((split !== 'test' && split !== 'validation') || !sound) return null;
  return {
    ...{ split, poems, chunks, scores, byPosition },
    aboveLinear: {
      varianceExplained: estimateIn(fieldAt(value, 'aboveLinear', 'varianceExplained')),
      weightedVarianceExplained: estimateIn(fieldAt(value, 'aboveLinear', 'weightedVarianceExplained')),
    },
    early: orNull(numberAt(heldOut, 'early')),
    middle: orNull(numberAt(heldOut, 'middle')),
    late: orNull(numberAt(heldOut, 'late')),
    neighbours: neighboursIn(fieldAt(value, 'neighbours')),
    words: wordsIn(fieldAt(value, 'words')),
    verdicts: listAt(value, 'verdicts').flatMap(verdictIn),
  };
}

function scoreIn(value: unknown, predictor: HeldOutScore['predictor']): HeldOutScore[] {
  const found = predictor === 'network' ? fieldAt(value, 'heldOut') : fieldAt(value, 'baselines', predictor);
  const [mse, cosine] = [numberAt(found, 'mse'), numberAt(found, 'cosine')];
  const varianceExplained = figureIn(found, 'varianceExplained');
  if (!varianceExplained || !Number.isFinite(mse + cosine)) return [];
  const weightedVarianceExplained = figureIn(found, 'weightedVarianceExplained');
  return [{ predictor, mse, cosine, varianceExplained, weightedVarianceExplained }];
}

function neighboursIn(value: unknown): HeldOutNeighbours | null {
  const spaces = heldOutSpaces.flatMap((space): HeldOutNeighbours['spaces'] => {
    const found = byMeasure((measure) => figureIn(fieldAt(value, space), measure));
    if (heldOutMeasures.every((measure) => found[measure] === null)) return [];
    // Runs of an earlier version are held beside this one only.
    const ofBefore = space === 'meanPooled' ? fieldAt(value, 'aboveMeanPooled') : undefined;
    const above = fieldAt(value, 'above', space) ?? ofBefore;
    return [{ space, found, networkAbove: byMeasure((measure) => estimateIn(fieldAt(above, measure))) }];
  });
  if (spaces[0]?.space !== 'bottleneck') return null;
  return { queries: countIn(value, 'queries'), authorQueries: countIn(value, 'authorQueries'), spaces };
}

function byMeasure(of: (measure: HeldOutMeasure) => Estimate | null): Record<HeldOutMeasure, Estimate | null> {
  return { samePoemAt5: of('samePoemAt5'), adjacentIn5: of('adjacentIn5'), sameAuthorAt5: of('sameAuthorAt5') };
}

function wordsIn(value: unknown): HeldOutWords | null {
  const [chunks, tokens, words] = ['chunks', 'tokens', 'words'].map((name) => countIn(value, name));
  const network = decodedIn(fieldAt(value, 'network'));
  const pca = decodedIn(fieldAt(value, 'pca'));
  if (chunks == null || tokens == null || words == null || !network || !pca) return null;
  return { chunks, tokens, words, network, pca };
}

function decodedIn(value: unknown): HeldOutDecoded | null {
  const breaks = fieldAt(value, 'lineBreaks');
  const decoded = {
    exact: numberAt(value, 'exact'),
    inNearest10: numberAt(value, 'inNearest10'),
    bleu: numberAt(value, 'bleu'),
    perplexity: numberAt(value, 'perplexity'),
  };
  if (!Object.values(decoded).every(Number.isFinite)) return null;
  const [precision, recall, f1] = ['precision', 'recall', 'f1'].map((name) => orNull(numberAt(breaks, name)));
  return { ...decoded, lineBreaks: { precision: precision!, recall: recall!, f1: f1! } };
}

function verdictIn(value: unknown): HeldOutFigures['verdicts'] {
  const message = fieldAt(value, 'message');
  const about = (['reconstruction', 'positions', 'diversity'] as const).find((one) => one === fieldAt(value, 'about'));
  return about && typeof message === 'string' ? [{ about, good: fieldAt(value, 'good') === true, message }] : [];
}

/** A figure with its interval, which stands under the same name in `intervals`. */
function figureIn(value: unknown, name: string): Estimate | null {
  const figure = numberAt(value, name);
  return Number.isFinite(figure) ? { value: figure, interval: intervalIn(fieldAt(value, 'intervals', name)) } : null;
}

function estimateIn(value: unknown): Estimate | null {
  const figure = numberAt(value, 'value');
  return Number.isFinite(figure) ? { value: figure, interval: intervalIn(fieldAt(value, 'interval')) } : null;
}

function intervalIn(value: unknown): Interval | null {
  const [low, high] = [numberAt(value, 'low'), numberAt(value, 'high')];
  return low <= high ? { low, high } : null;
}

function countIn(value: unknown, name: string): number | null {
  const count = numberAt(value, name);
  return isCount(count) ? count : null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function listAt(value: unknown, name: string): unknown[] {
  const found = fieldAt(value, name);
  return Array.isArray(found) ? found : [];
}
