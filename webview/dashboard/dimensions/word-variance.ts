import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { chart } from '../../shared/charts.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersTable } from '../../shared/numbers.ts';
import { colourOf, hues, legend, type LegendEntry } from '../chart-legend.ts';
import { percent, separated } from '../figures.ts';
import { widthVerdict } from './diversity.ts';

/** How many dimensions the words of the poems need, and what width that suggests for the bottleneck. */
export function wordVariance({ words, bottleneck }: Dimensions): HTMLElement {
  const { dimension, distinct, occurrences, weighted, once, suggested } = words;
  const row = (name: string, { for90, for95, heldByBottleneck }: typeof weighted): (string | number)[] => [
    ...[name, for90, for95, percent(heldByBottleneck)],
  ];
  return section(
    'How many dimensions the words need',
    element(
      'p',
      {},
      `A word is ${dimension} numbers, but they do not all vary alike: turned to their principal components, ${weighted.for90} hold 90% of the variance and ${weighted.for95} hold 95%.`,
    ),
    element(
      'p',
      { class: 'quiet' },
      `Principal components of the ${separated(distinct)} distinct words and marks of the poems, line breaks among them, each weighted by how often it occurs (${separated(occurrences)} times in all), because the network must give back every occurrence. Counted once each, rare words weigh as much as “the”, and more dimensions are needed.`,
    ),
    numbersTable('Components needed', {
      columns: ['', 'for 90%', 'for 95%', `held by ${bottleneck.size}, as many as the bottleneck has`],
      rows: [row('Each word as often as it occurs', weighted), row('Each word once', once)],
    }),
    cumulativeChart(words, bottleneck.size),
    individualChart(words),
    element(
      'p',
      {},
      `Suggested for the bottleneck: ${suggested.least} to ${suggested.most} numbers. ${widthVerdict(bottleneck.size, suggested)}.`,
    ),
    element(
      'p',
      { class: 'quiet' },
      'The seed notebook’s rule: from 5 below the components for 90% to 5 above those for 95%, and never more than a word has. It looks at single words only; what a width keeps of whole passages is measured under Reconstruction.',
    ),
  );
}

function cumulativeChart({ weighted, once }: Dimensions['words'], width: number): HTMLElement {
  const label = 'Variance held by the first principal components of the word vectors';
  const entries: LegendEntry[] = [
    { name: 'each word as often as it occurs', hue: hues.blue, stroke: 'line' },
    { name: 'each word once', hue: hues.purple, stroke: 'dashed' },
    { name: '90% and 95%', hue: hues.foreground, stroke: 'dotted' },
    { name: `width of the bottleneck, ${width}`, hue: hues.green, stroke: 'line' },
  ];
  const [often, single] = [running(weighted.shares), running(once.shares)];
  const figure = chart(
    label,
    () => {
      const line = (entry: LegendEntry, data: number[], dash: number[]): object => ({
        label: entry.name,
        data: data.map((y, i) => ({ x: i + 1, y })),
        borderColor: colourOf(entry.hue),
        backgroundColor: colourOf(entry.hue),
        borderDash: dash,
        borderWidth: 2,
        pointRadius: 0,
      });
      const level = (part: number): object => ({
        label: percent(part),
        data: [
          { x: 1, y: part },
          { x: often.length, y: part },
        ],
        borderColor: colourOf(hues.foreground),
        borderDash: [2, 3],
        borderWidth: 1,
        pointRadius: 0,
      });
      return {
        type: 'line' as const,
        data: {
          datasets: [
            line(entries[0]!, often, []),
            line(entries[1]!, single, [6, 4]),
            level(0.9),
            level(0.95),
          ] as never[],
        },
        plugins: [
          {
            id: 'width',
            afterDatasetsDraw({ ctx, scales, chartArea }) {
              const x = scales.x!.getPixelForValue(width);
              if (x > chartArea.right) return;
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
              filter: ({ datasetIndex }) => datasetIndex < 2,
              callbacks: {
                title: ([item]) => (item ? `${item.parsed.x} components` : ''),
                label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${percent(parsed.y ?? 0)}`,
              },
            },
          },
          scales: {
            x: {
              type: 'linear' as const,
              min: 1,
              max: often.length,
              grid: { display: false },
              title: { display: true, text: 'principal components' },
            },
            y: {
              min: 0,
              max: 1,
              title: { display: true, text: 'variance held' },
              ticks: { callback: (value) => `${Math.round(Number(value) * 100)}%` },
            },
          },
        },
      };
    },
    {
      columns: ['components', 'variance held', 'each word once'],
      rows: often.map((held, i) => [i + 1, held, single[i]!]),
    },
  );
  return element('div', {}, legend('Lines of the chart', entries), figure);
}

function individualChart({ weighted, once }: Dimensions['words']): HTMLElement {
  return chart(
    'Variance of each principal component of the word vectors',
    () => ({
      type: 'bar' as const,
      data: {
        labels: weighted.shares.map((_, i) => i + 1),
        datasets: [
          {
            label: 'share of the variance',
            data: weighted.shares,
            backgroundColor: colourOf(hues.blue),
          },
        ],
      },
      options: {
        interaction: { mode: 'index' as const, intersect: false },
        plugins: { tooltip: { callbacks: { label: ({ parsed }) => percent(parsed.y ?? 0) } } },
        scales: {
          x: { title: { display: true, text: 'principal component' }, grid: { display: false } },
          y: {
            beginAtZero: true,
            title: { display: true, text: 'share of the variance' },
            ticks: { callback: (value) => percent(Number(value)) },
          },
        },
      },
    }),
    {
      columns: ['component', 'share of the variance', 'each word once'],
      rows: weighted.shares.map((share, i) => [i + 1, share, once.shares[i]!]),
    },
    180,
  );
}

/** Sums of the first, the first two, and so on. */
function running(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => Math.min(1, (sum += share)));
}
