import type { Plugin } from 'chart.js';
import type { HeldOutEstimate } from '../../../src/protocol/held-out-figures.ts';
import { chart } from '../../shared/charts.ts';
import type { Numbers } from '../../shared/numbers.ts';
import { themeColour, withAlpha } from '../../shared/theme.ts';
import { barOpacity, colourOf, hues } from '../chart-legend.ts';
import { percent } from '../figures.ts';
import { withRange } from './standing.ts';

/** A method's share, and the network's less it. */
export interface IntervalRow {
  name: string;
  /** The network's own. */
  own: boolean;
  estimate: HeldOutEstimate;
  /** Left out where no method is held beside another. */
  networkAbove?: HeldOutEstimate | null;
}

const rowHeight = 30;
const aroundRows = 56;
/** A name goes on in a second line where it is longer. */
const letters = 20;

/** Shares side by side as bars, each with the whiskers of its interval. */
export function intervalChart(label: string, rows: readonly IntervalRow[]): HTMLElement {
  const ends = rows.flatMap(({ estimate: { value, interval } }) =>
    interval ? [interval.low, interval.high, value] : [value],
  );
  return chart(
    label,
    () => ({
      type: 'bar' as const,
      data: {
        labels: rows.map(({ name }) => inLines(name)),
        datasets: [
          {
            label: 'share',
            data: rows.map(({ estimate }) => estimate.value),
            backgroundColor: rows.map(({ own }) =>
              own ? colourOf(hues.blue) : withAlpha(colourOf(hues.foreground), barOpacity / 2),
            ),
            borderWidth: 0,
            barPercentage: 0.8,
          },
        ],
      },
      plugins: [whiskers(rows)],
      options: {
        indexAxis: 'y' as const,
        // Room for a whisker that ends at the edge.
        layout: { padding: { right: 8 } },
        interaction: { mode: 'nearest' as const, axis: 'y' as const, intersect: false },
        plugins: {
          tooltip: {
            callbacks: {
              title: ([item]) => rows[item?.dataIndex ?? 0]?.name ?? '',
              label: ({ dataIndex }) => withRange(rows[dataIndex]!.estimate),
            },
          },
        },
        scales: {
          x: {
            suggestedMin: Math.min(0, ...ends),
            suggestedMax: Math.max(0, ...ends),
            ticks: {
              callback: (value) => percent(Number(value)).replace('.0%', '%'),
              maxRotation: 0,
              autoSkipPadding: 16,
            },
          },
          y: { grid: { display: false }, ticks: { autoSkip: false } },
        },
      },
    }),
    numbersOf(rows),
    rows.length * rowHeight + aroundRows,
  );
}

/** A line from one end of each row's interval to the other, across the end of its bar. */
function whiskers(rows: readonly IntervalRow[]): Plugin {
  return {
    id: 'whiskers',
    afterDatasetsDraw({ ctx, scales }) {
      const { x, y } = scales as { x: NonNullable<typeof scales.x>; y: NonNullable<typeof scales.y> };
      ctx.save();
      ctx.strokeStyle = themeColour('foreground');
      ctx.lineWidth = 1.5;
      rows.forEach(({ estimate: { interval } }, row) => {
        if (!interval) return;
        const [low, high, middle] = [
          x.getPixelForValue(interval.low),
          x.getPixelForValue(interval.high),
          y.getPixelForValue(row),
        ];
        ctx.beginPath();
        ctx.moveTo(low, middle);
        ctx.lineTo(high, middle);
        for (const end of [low, high]) {
          ctx.moveTo(end, middle - 4);
          ctx.lineTo(end, middle + 4);
        }
        ctx.stroke();
      });
      ctx.restore();
    },
  };
}

function inLines(name: string): string | string[] {
  if (name.length <= letters) return name;
  const space = name.lastIndexOf(' ', letters);
  return space < 0 ? name : [name.slice(0, space), name.slice(space + 1)];
}

function numbersOf(rows: readonly IntervalRow[]): Numbers {
  const ends = (estimate: HeldOutEstimate | null | undefined): (string | number)[] => [
    estimate?.interval?.low ?? '',
    estimate?.interval?.high ?? '',
  ];
  const held = rows.some(({ networkAbove }) => networkAbove);
  return {
    columns: [
      ...['method', 'share', '95% from', '95% to'],
      ...(held ? ['this network less it', '95% from', '95% to'] : []),
    ],
    rows: rows.map(({ name, estimate, networkAbove }) => [
      ...[name, estimate.value, ...ends(estimate)],
      ...(held ? [networkAbove?.value ?? '', ...ends(networkAbove)] : []),
    ]),
  };
}
