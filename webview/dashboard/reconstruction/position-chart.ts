import type { DashboardEvaluation } from '../../../src/protocol/dashboard-messages.ts';
import { chart } from '../../shared/charts.ts';
import { element } from '../../shared/elements.ts';
import { colourOf, hues, legend, type Hue, type Stroke } from '../chart-legend.ts';

interface Line {
  name: string;
  hue: Hue;
  stroke: Stroke;
  /** One for each position. */
  values: number[];
}

const dashes: Record<Stroke, number[]> = { area: [], line: [], dashed: [6, 4], dotted: [2, 3] };

/** The mean squared error at each position of a passage, with its mean and those of the baselines over all positions. */
export function positionChart({ byPosition, scores }: DashboardEvaluation): HTMLElement {
  const label = 'Squared error by position in the passage, on held-out poems';
  const styles: [Hue, Stroke][] = [
    [hues.orange, 'dashed'],
    [hues.green, 'dotted'],
    [hues.purple, 'dotted'],
    [hues.foreground, 'dashed'],
  ];
  const means = scores.map(({ name, mse }, i): Line => {
    const [hue, stroke] = styles[i % styles.length]!;
    return { name: `${name}, mean`, hue, stroke, values: byPosition.map(() => mse) };
  });
  const lines: Line[] = [
    { name: 'This network', hue: hues.blue, stroke: 'line', values: byPosition.map(({ mse }) => mse) },
    ...means,
  ];
  const figure = chart(
    label,
    () => ({
      type: 'line' as const,
      data: {
        labels: byPosition.map(({ position }) => position),
        datasets: lines.map(({ name, hue, stroke, values }) => ({
          label: name,
          data: values,
          borderColor: colourOf(hue),
          backgroundColor: colourOf(hue),
          borderDash: dashes[stroke],
          borderWidth: stroke === 'line' ? 2 : 1.5,
          pointRadius: stroke === 'line' ? 1.5 : 0,
        })),
      },
      options: {
        interaction: { mode: 'index' as const, intersect: false },
        scales: {
          x: {
            title: { display: true, text: 'position' },
            grid: { display: false },
            ticks: { maxRotation: 0, autoSkipPadding: 12 },
          },
          y: { title: { display: true, text: 'squared error' } },
        },
      },
    }),
    {
      columns: ['position', 'squared error', 'passages', ...means.map(({ name }) => name)],
      rows: byPosition.map(({ position, mse, count }) => [position, mse, count, ...scores.map((score) => score.mse)]),
    },
    260,
  );
  return element('div', {}, legend('Lines of the chart', lines), figure);
}
