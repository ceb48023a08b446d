import type { DashboardHeading, ReconstructionContent } from '../protocol/dashboard-messages.ts';
import type { HeldOutFigures } from '../protocol/held-out-figures.ts';
import type { PassageErrors } from '../protocol/measure-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import { isBaseRun } from '../runs/base-run.ts';
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
 * How well held-out poems, and each passage, are given back; `measure` asks for the passages. Throws what the requests
 * throw when they are given up, and when the evaluation is damaged.
 */
export async function reconstructionContent(
  run: Pick<Run, 'config'>,
  figures: HeldOutFigures | null,
  measure: () => Promise<PassageErrors>,
): Promise<ReconstructionContent> {
  if (run.config.status !== 'complete') return { figures, passages: null };
  try {
    return { figures, passages: await measure() };
  } catch (error) {
    // What was measured before is still worth seeing.
    if (error instanceof RequestFailed && !error.failure.cancelled)
      return { figures, passages: { problem: error.message } };
    throw error;
  }
}
