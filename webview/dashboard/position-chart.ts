import type { DashboardEvaluation } from '../../src/protocol/dashboard-messages.ts';
import { chart } from '../shared/charts.ts';
import { themeColour } from '../shared/theme.ts';

/** The mean squared error at each position of a passage, with the mean over all of them. */
export function positionChart({ byPosition, scores }: DashboardEvaluation): HTMLElement {
  const mean = scores[0]?.mse ?? 0;
  return chart(
    'Squared error by position in the passage, on held-out poems',
    () => ({
      type: 'line' as const,
      data: {
        labels: byPosition.map(({ position }) => position),
        datasets: [
          {
            label: 'squared error',
            data: byPosition.map(({ mse }) => mse),
            borderColor: themeColour('charts-blue', '#3794ff'),
            borderWidth: 2,
            pointRadius: 1.5,
          },
          {
            label: 'mean',
            data: byPosition.map(() => mean),
            borderColor: themeColour('charts-orange', '#d18616'),
            borderDash: [5, 4],
            borderWidth: 1.5,
            pointRadius: 0,
          },
        ],
      },
      options: {
        interaction: { mode: 'index' as const, intersect: false },
        scales: {
          x: { title: { display: true, text: 'position' }, grid: { display: false } },
          y: { title: { display: true, text: 'squared error' } },
        },
      },
    }),
    {
      columns: ['position', 'squared error', 'passages'],
      rows: byPosition.map(({ position, mse, count }) => [position, mse, count]),
    },
  );
}
