import type { ErrorDistribution } from '../../../src/protocol/measure-messages.ts';
import { chart } from '../../shared/charts.ts';
import { element } from '../../shared/elements.ts';
import { colourOf, hues, legend, translucent, type LegendEntry } from '../chart-legend.ts';
import { percent } from '../figures.ts';

type PartName = 'heldOut' | 'training' | 'meanWord';

const parts: Record<PartName, LegendEntry> = {
  heldOut: { name: 'held-out passages', hue: hues.blue, stroke: 'area' },
  training: { name: 'training passages', hue: hues.orange, stroke: 'line' },
  meanWord: { name: 'held-out passages, if the mean word were always guessed', hue: hues.foreground, stroke: 'dotted' },
};

/** How a measure of each passage is distributed: shares of each part's passages, so that parts of any size compare. */
export function errorHistogram(measure: string, distribution: ErrorDistribution): HTMLElement {
  const { start, step, median } = distribution;
  const shown = (Object.keys(parts) as PartName[]).filter((part) => totalOf(distribution[part].counts) > 0);
  const bins = distribution.heldOut.counts.length;
  const border = (bin: number): number => start + bin * step;
  const end = border(bins);
  const place = (bin: number): number => border(bin) + step / 2;
  const shares = (part: PartName): number[] => {
    const { counts } = distribution[part];
    const total = totalOf(counts);
    return counts.map((count) => count / total);
  };
  // Steps change halfway between two points; one more at either end closes the outline.
  const outline = (part: PartName): { x: number; y: number }[] => [
    { x: place(-1), y: 0 },
    ...shares(part).map((y, bin) => ({ x: place(bin), y })),
    { x: place(bins), y: 0 },
  ];
  const dataset = (part: PartName): object => {
    const colour = colourOf(parts[part].hue);
    const common = { label: parts[part].name, borderColor: colour };
    if (part === 'heldOut') {
      const bars = shares(part).map((y, bin) => ({ x: place(bin), y }));
      const full = { grouped: false, barPercentage: 1, categoryPercentage: 1, borderWidth: 0 };
      return { ...common, type: 'bar', data: bars, backgroundColor: translucent(colour, 0.45), order: 2, ...full };
    }
    const dash = part === 'training' ? [] : [2, 3];
    const line = { stepped: 'middle', borderWidth: 1.5, borderDash: dash, pointRadius: 0, order: 1 };
    return { ...common, type: 'line', data: outline(part), backgroundColor: colour, ...line };
  };
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const range = (bin: number): string => `${border(bin).toFixed(digits)} to ${border(bin + 1).toFixed(digits)}`;
  const figure = chart(
    `Distribution of the passages’ ${measure}`,
    () => ({
      type: 'bar' as const,
      data: { datasets: shown.map(dataset) as never[] },
      plugins: [
        {
          id: 'median',
          afterDatasetsDraw({ ctx, scales, chartArea }) {
            const x = scales.x!.getPixelForValue(median);
            ctx.save();
            ctx.strokeStyle = colourOf(hues.green);
            ctx.lineWidth = 2;
            ctx.beginPath();
            ctx.moveTo(x, chartArea.top);
            ctx.lineTo(x, chartArea.bottom);
            ctx.stroke();
            ctx.restore();
          },
        },
      ],
      options: {
        interaction: { mode: 'nearest' as const, axis: 'x' as const, intersect: false },
        plugins: {
          tooltip: {
            callbacks: {
              title: ([item]) => (item ? range(Math.floor((item.parsed.x! - start) / step)) : ''),
              label: ({ dataset: { label }, parsed }) => `${label ?? ''}: ${percent(parsed.y ?? 0)}`,
            },
          },
        },
        scales: {
          x: {
            type: 'linear' as const,
            min: start,
            max: end,
            offset: false,
            grid: { display: false },
            title: { display: true, text: measure },
            ticks: { callback: (value) => Number(value).toFixed(digits), maxRotation: 0 },
          },
          y: {
            beginAtZero: true,
            title: { display: true, text: 'share of passages' },
            ticks: { callback: (value) => percent(Number(value)) },
          },
        },
      },
    }),
    {
      columns: ['from', 'to', ...shown.map((part) => parts[part].name)],
      rows: Array.from({ length: bins }, (_, bin) => [
        border(bin).toFixed(digits),
        border(bin + 1).toFixed(digits),
        ...shown.map((part) => distribution[part].counts[bin]!),
      ]),
    },
  );
  const entries = [
    ...shown.map((part) => parts[part]),
    { name: `median of the run, ${median.toFixed(4)}`, hue: hues.green, stroke: 'line' as const },
  ];
  return element('div', {}, legend(`Parts of the distribution of the ${measure}`, entries), figure);
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
