import type { DashboardEvaluation, ReconstructionContent } from '../../src/protocol/dashboard-messages.ts';
import { element, section } from '../shared/elements.ts';
import { numbersBehind, numbersTable, type Numbers } from '../shared/numbers.ts';
import { positionChart } from './position-chart.ts';

/** What of poems never seen in training comes back through the bottleneck. */
export function reconstructionTab({ evaluation }: ReconstructionContent): HTMLElement[] {
  if (evaluation) return measured(evaluation);
  return [section('Reconstruction', element('p', {}, 'This run has not been measured on held-out poems.'))];
}

function measured(evaluation: DashboardEvaluation): HTMLElement[] {
  const { split, poems, chunks, scores, samePoemAt5, verdicts, early, middle, late } = evaluation;
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  const scoreRows = scores.map((score) => [
    score.name,
    percent(score.varianceExplained),
    score.cosine.toFixed(3),
    score.mse.toFixed(4),
  ]);
  const beside: Numbers = { columns: ['', 'variance explained', 'cosine', 'squared error'], rows: scoreRows };
  const kin: Numbers = {
    columns: ['', 'of the same poem'],
    rows: samePoemAt5.map(({ name, share }) => [name, percent(share)]),
  };
  const stretch = (value: number | null): string => (value === null ? '–' : value.toFixed(4));
  return [
    section(
      'What it learned',
      element(
        'p',
        { class: 'quiet' },
        `Measured on ${poems} held-out poems (${chunks} passages, ${split}), which the network never saw.`,
      ),
      element(
        'ul',
        { class: 'verdicts' },
        ...verdicts.map(({ good, message }) => element('li', { class: good ? 'good' : 'poor' }, message)),
      ),
      numbersTable('Beside simpler methods', beside),
    ),
    section(
      'Reconstruction by position',
      positionChart(evaluation),
      element(
        'p',
        {},
        `Mean squared error early (words 1-10) ${stretch(early)}, in the middle (21-30) ${stretch(middle)}, late (41 on) ${stretch(late)}.`,
      ),
    ),
    ...(samePoemAt5.length > 0
      ? [
          section(
            'Are neighbours kin?',
            element(
              'p',
              { class: 'quiet' },
              'Of the five passages nearest to a held-out one, how many are of the same poem; passages that share words with it are left out.',
            ),
            numbersTable('Neighbours of the same poem', kin),
            numbersBehind('Neighbours of the same poem', {
              ...kin,
              rows: samePoemAt5.map(({ name, share }) => [name, share]),
            }),
          ),
        ]
      : []),
  ];
}
