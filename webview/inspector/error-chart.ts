import type { Inspection } from '../../src/protocol/passage-messages.ts';
import { chart } from '../shared/charts.ts';
import { themeColour } from '../shared/theme.ts';
import { tokenName } from './token-name.ts';

/** The squared error of each word in turn, with the passage's mean and the run's median. */
export function errorChart({ tokens, mse, medianMse }: Inspection): HTMLElement {
  const labels = tokens.map((_, i) => String(i + 1));
  const line = (label: string, value: number, colour: string, dash: number[]) => ({
    type: 'line' as const,
    label,
    data: tokens.map(() => value),
    borderColor: colour,
    borderDash: dash,
    borderWidth: 1.5,
    pointRadius: 0,
    pointHitRadius: 0,
  });
  return chart(
    'Squared error by position in the passage',
    () => ({
      type: 'bar' as const,
      data: {
        labels,
        datasets: [
          {
            label: 'squared error',
            data: tokens.map((token) => token.mse),
            backgroundColor: themeColour('charts-blue', '#3794ff'),
          },
          line('mean of this passage', mse, themeColour('charts-orange', '#d18616'), []) as never,
          line('median of the run', medianMse, themeColour('descriptionForeground'), [4, 4]) as never,
        ],
      },
      options: {
        plugins: {
          tooltip: {
            callbacks: { title: ([item]) => (item ? `${item.label}: ${tokenName(tokens[item.dataIndex]!)}` : '') },
          },
        },
        scales: {
          x: { title: { display: true, text: 'position' }, grid: { display: false } },
          y: { title: { display: true, text: 'squared error' }, beginAtZero: true },
        },
      },
    }),
    {
      columns: ['position', 'word', 'squared error', 'cosine'],
      rows: tokens.map((token, i) => [i + 1, tokenName(token), token.mse, token.cosine]),
    },
  );
}
