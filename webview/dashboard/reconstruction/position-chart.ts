import type { HeldOutFigures, HeldOutPredictor } from '../../../src/protocol/held-out-figures.ts';
import type { ErrorAlongPassage } from '../../../src/protocol/measure-messages.ts';
import { chart } from '../../shared/charts.ts';
import { element } from '../../shared/elements.ts';
import { colourOf, hues, legend, type Hue, type Stroke } from '../chart-legend.ts';
import { predictorNames } from '../quality/names.ts';

interface Line {
  name: string;
  hue: Hue;
  stroke: Stroke;
  /** One for each position. */
  values: number[];
}

const dashes: Record<Stroke, number[]> = { area: [], line: [], dashed: [6, 4], dotted: [2, 3] };

/** The lines of means; those made for another measure have none. */
const styles: Partial<Record<HeldOutPredictor, [Hue, Stroke]>> = {
  network: [hues.orange, 'dashed'],
  pca: [hues.green, 'dotted'],
  meanPooledPca: [hues.purple, 'dotted'],
  meanVector: [hues.foreground, 'dashed'],
};

/**
 * The mean squared error at each position of a passage, with its mean and those of the baselines over all positions; of
 * the mean word at each position where that is known.
 */
export function positionChart(
  { byPosition, scores }: HeldOutFigures,
  meanWord: ErrorAlongPassage | undefined,
): HTMLElement {
  const label = 'Squared error by position in the passage, on held-out poems';
  const means = scores.flatMap(({ predictor, mse }): Line[] => {
    const style = styles[predictor];
    if (!style) return [];
    const [name, [hue, stroke]] = [predictorNames[predictor], style];
    if (meanWord && predictor === 'meanVector') {
      const at = new Map(meanWord.byPosition.map((error) => [error.position, error.mse]));
      const values = byPosition.map(({ position }) => at.get(position) ?? mse);
      return [{ name, hue, stroke: 'dotted', values }];
    }
    return [{ name: `${name}, mean`, hue, stroke, values: byPosition.map(() => mse) }];
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
      rows: byPosition.map(({ position, mse, count }, i) => [
        position,
        mse,
        count,
        ...means.map(({ values }) => values[i]!),
      ]),
    },
    260,
  );
  return element('div', {}, legend('Lines of the chart', lines), figure);
}
