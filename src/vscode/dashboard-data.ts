import {
  verdictSubjects,
  type DashboardEvaluation,
  type DashboardHeading,
  type DashboardScore,
  type ReconstructionContent,
} from '../protocol/dashboard-messages.ts';
import type { PassageErrors } from '../protocol/measure-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import { isBaseRun } from '../runs/base-run.ts';
import { fieldAt, numberAt } from '../runs/json-field.ts';
import type { Run } from '../runs/read-run.ts';
import { counted, type Localizer } from './localizer.ts';
import { whenText } from './run-facts.ts';

/** What stands above the tabs. */
export function headingOf(l10n: Localizer, { config }: Run): DashboardHeading {
  const { corpus, specification, engine, result, vectors } = config;
  const cell = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' }[specification.cell];
  return {
    name: config.name,
    byBase: isBaseRun({ config }),
    facts: [
      ...(isBaseRun({ config })
        ? ([[l10n.t('Trained'), l10n.t('on other poems')]] as [string, string][])
        : ([
            [l10n.t('Preset'), config.preset],
            [l10n.t('Begun'), whenText(new Date(config.created))],
          ] as [string, string][])),
      [l10n.t('Poems'), counted(corpus.poems)],
      [l10n.t('Chunks'), counted(corpus.chunks)],
      [l10n.t('Distinct tokens'), counted(corpus.vocabulary)],
      [
        l10n.t('Network'),
        l10n.t('{0}, hidden state {1}, bottleneck {2}', cell, specification.hiddenSize, specification.bottleneckSize),
      ],
      [l10n.t('Word vectors'), `${vectors.source}, ${vectors.dimension}`],
      ...(result && result.epochs > 0
        ? ([
            [l10n.t('Epochs'), counted(result.epochs)],
            [l10n.t('Time'), l10n.t('{0} s', result.seconds.toFixed(1))],
          ] as [string, string][])
        : []),
      [l10n.t('Computed by'), engine.description],
    ],
  };
}

/**
 * How well held-out poems, and each passage, are given back; `measure` asks for the passages. Throws a UserError when the
 * evaluation is damaged, and what the request throws when it is given up.
 */
export async function reconstructionContent(
  l10n: Localizer,
  run: Run,
  measure: () => Promise<PassageErrors>,
): Promise<ReconstructionContent> {
  const evaluation = readEvaluation(l10n, await run.evaluation());
  if (run.config.status !== 'complete') return { evaluation, passages: null };
  try {
    return { evaluation, passages: await measure() };
  } catch (error) {
    // What was measured before is still worth seeing.
    if (error instanceof RequestFailed && !error.failure.cancelled)
      return { evaluation, passages: { problem: error.message } };
    throw error;
  }
}

/** What of `evaluation.json` is shown; null where there is none, or one of another form. */
export function readEvaluation(l10n: Localizer, value: unknown): DashboardEvaluation | null {
  const heldOut = fieldAt(value, 'heldOut');
  const split = fieldAt(value, 'split');
  const byPosition = listAt(heldOut, 'byPosition').map((item) => ({
    position: numberAt(item, 'position'),
    mse: numberAt(item, 'mse'),
    count: numberAt(item, 'count'),
  }));
  const scores = [
    score(l10n.t('This network'), heldOut),
    score(l10n.t('PCA of the same width'), fieldAt(value, 'baselines', 'pca')),
    score(l10n.t('PCA of the mean word vector'), fieldAt(value, 'baselines', 'meanPooledPca')),
    score(l10n.t('Always the mean word'), fieldAt(value, 'baselines', 'meanVector')),
  ];
  if ((split !== 'test' && split !== 'validation') || !scores[0] || byPosition.some(({ mse }) => !Number.isFinite(mse)))
    return null;
  const kin: [string, unknown][] = [
    [l10n.t('The bottleneck'), fieldAt(value, 'neighbours', 'bottleneck')],
    [l10n.t('PCA of the same width'), fieldAt(value, 'neighbours', 'pca')],
    [l10n.t('Mean word vectors, all dimensions'), fieldAt(value, 'neighbours', 'meanPooled')],
    [l10n.t('Chance'), fieldAt(value, 'neighbours', 'chance')],
  ];
  const orNull = (number: number): number | null => (Number.isFinite(number) ? number : null);
  return {
    split,
    poems: numberAt(value, 'poems'),
    chunks: numberAt(value, 'chunks'),
    byPosition,
    early: orNull(numberAt(heldOut, 'early')),
    middle: orNull(numberAt(heldOut, 'middle')),
    late: orNull(numberAt(heldOut, 'late')),
    scores: scores.filter((found) => found !== undefined),
    samePoemAt5: kin.flatMap(([name, measure]) => {
      const share = numberAt(measure, 'samePoemAt5');
      return Number.isFinite(share) ? [{ name, share }] : [];
    }),
    verdicts: listAt(value, 'verdicts').flatMap((verdict) => {
      const message = fieldAt(verdict, 'message');
      const about = verdictSubjects.find((subject) => subject === fieldAt(verdict, 'about'));
      return about && typeof message === 'string' ? [{ about, good: fieldAt(verdict, 'good') === true, message }] : [];
    }),
  };
}

function score(name: string, value: unknown): DashboardScore | undefined {
  const found = {
    name,
    varianceExplained: numberAt(value, 'varianceExplained'),
    cosine: numberAt(value, 'cosine'),
    mse: numberAt(value, 'mse'),
  };
  return Number.isFinite(found.varianceExplained + found.cosine + found.mse) ? found : undefined;
}

function listAt(value: unknown, name: string): unknown[] {
  const found = fieldAt(value, name);
  return Array.isArray(found) ? found : [];
}
