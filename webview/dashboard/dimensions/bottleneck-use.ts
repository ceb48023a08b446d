import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { chart } from '../../shared/charts.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersTable } from '../../shared/numbers.ts';
import { colourOf, hues, legend } from '../chart-legend.ts';
import { percent, separated, twoDigits } from '../figures.ts';
import { verdictList } from '../verdict-list.ts';
import { diversityVerdict, leastDeviation } from './diversity.ts';

type Bottleneck = Dimensions['bottleneck'];

/** How the bottleneck spends its numbers on the passages of the run. */
export function bottleneckUse(bottleneck: Bottleneck): HTMLElement {
  const { size, passages, all, heldOut } = bottleneck;
  const row = (name: string, use: Bottleneck['all']): string[] => [
    ...[name, twoDigits(use.deviation), `${use.directions.toFixed(1)} of ${size}`],
  ];
  return section(
    'How the bottleneck uses its numbers',
    verdictList([diversityVerdict(bottleneck)]),
    numbersTable('Spread of the bottleneck', {
      columns: ['', 'mean deviation', 'directions in use'],
      rows: [
        row(`All ${separated(passages)} passages`, all),
        ...(heldOut ? [row(`The ${separated(heldOut.passages)} held out`, heldOut)] : []),
      ],
    }),
    element(
      'p',
      { class: 'quiet' },
      `Directions in use is the participation ratio of the spectrum below: ${size} where all directions vary alike, 1 where one holds everything.`,
    ),
    spectrumChart(bottleneck),
    element('h3', {}, 'Deviation of each number'),
    deviationChart(bottleneck),
  );
}

function spectrumChart({ size, shares }: Bottleneck): HTMLElement {
  const even = 1 / size;
  let held = 0;
  const entries = [
    { name: 'share of the variance', hue: hues.blue, stroke: 'area' as const },
    { name: 'if all varied alike', hue: hues.orange, stroke: 'dashed' as const },
  ];
  return element(
    'div',
    {},
    legend('Parts of the spectrum', entries),
    bars('Variance of each principal component of the bottleneck', {
      places: 'principal component',
      values: shares,
      measure: 'share of the variance',
      text: percent,
      lines: [{ name: 'if all varied alike', value: even }],
      columns: ['component', 'share of the variance', 'held so far'],
      rows: shares.map((share, i) => [i + 1, share, (held += share)]),
    }),
  );
}

function deviationChart({ means, deviations, all }: Bottleneck): HTMLElement {
  const entries = [
    { name: 'deviation between passages', hue: hues.blue, stroke: 'area' as const },
    { name: `mean, ${twoDigits(all.deviation)}`, hue: hues.orange, stroke: 'dashed' as const },
    { name: `low below ${leastDeviation}`, hue: hues.foreground, stroke: 'dotted' as const },
  ];
  return element(
    'div',
    {},
    legend('Parts of the chart', entries),
    bars('Deviation of each number of the bottleneck', {
      places: 'number of the bottleneck',
      values: deviations,
      measure: 'deviation',
      text: twoDigits,
      lines: [
        { name: 'mean', value: all.deviation },
        { name: 'low', value: leastDeviation },
      ],
      columns: ['number', 'mean', 'deviation'],
      rows: deviations.map((deviation, i) => [i + 1, means[i]!, deviation]),
    }),
  );
}

interface Bars {
  places: string;
  values: number[];
  measure: string;
  text(value: number): string;
  /** The first dashed, the second dotted. */
  lines: { name: string; value: number }[];
  columns: string[];
  rows: (string | number)[][];
}

function bars(label: string, { places, values, measure, text, lines, columns, rows }: Bars): HTMLElement {
  return chart(
    label,
    () => ({
      type: 'bar' as const,
      data: {
        labels: values.map((_, i) => i + 1),
        datasets: [
          ...lines.map(
            ({ name, value }, i) =>
              ({
                type: 'line',
                label: name,
                data: values.map(() => value),
                borderColor: colourOf(i === 0 ? hues.orange : hues.foreground),
                borderDash: i === 0 ? [6, 4] : [2, 3],
                borderWidth: 1.5,
                pointRadius: 0,
              }) as never,
          ),
          { label: measure, data: values, backgroundColor: colourOf(hues.blue) },
        ],
      },
      options: {
        interaction: { mode: 'index' as const, intersect: false },
        plugins: {
          tooltip: { callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${text(parsed.y ?? 0)}` } },
        },
        scales: {
          x: { title: { display: true, text: places }, grid: { display: false } },
          y: {
            beginAtZero: true,
            title: { display: true, text: measure },
            ticks: { callback: (value) => text(Number(value)) },
          },
        },
      },
    }),
    { columns, rows },
    200,
  );
}
