import type { ChartConfiguration } from 'chart.js';
import type { DashboardEpoch } from '../../../src/protocol/dashboard-messages.ts';
import { bandsBehind } from '../../shared/bands.ts';
import { chart, updateChart } from '../../shared/charts.ts';
import type { Stroke } from '../../shared/legend.ts';
import { limitLines, type Limit } from '../../shared/limit-lines.ts';
import { themeColour } from '../../shared/theme.ts';
import { phaseBands } from './phase-colours.ts';
import type { Part, ShownTraining } from './shown-training.ts';

/** A line through the epochs. */
export interface EpochLine extends Stroke {
  valueOf(epoch: DashboardEpoch): number | null;
}

export interface EpochChartOptions {
  /** What it shows, to a screen reader too. */
  label: string;
  lines(): readonly EpochLine[];
  /** What is measured along y. */
  measure: string;
  scale?: 'linear' | 'logarithmic';
  /** The axis reaches at least so far. */
  range?: { min?: number; max?: number };
  limits?(): readonly Limit[];
  /** Numbers that are in the table only. */
  more?(): readonly Pick<EpochLine, 'label' | 'valueOf'>[];
}

/** A small chart of something measured in every epoch, with the phases behind it and all its numbers in a table. */
export function epochChart(shown: ShownTraining, options: EpochChartOptions): Part {
  const { label, lines, measure, scale = 'linear', range = {}, limits = () => [], more = () => [] } = options;
  const configure = (): ChartConfiguration<'line'> => {
    const { epochs } = shown.content;
    return {
      type: 'line',
      data: {
        labels: epochs.map(({ epoch }) => epoch),
        datasets: lines().map(({ label, colour, dashed, valueOf }) => ({
          label,
          data: epochs.map((epoch) => drawable(valueOf(epoch), scale)),
          borderColor: themeColour(...colour),
          backgroundColor: themeColour(...colour),
          borderDash: dashed ? [5, 4] : [],
          borderWidth: 1.75,
          // A line needs two points; a single one is seen by itself.
          pointRadius: epochs.length === 1 ? 3 : 0,
          pointHitRadius: 8,
          spanGaps: true,
        })),
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: { title: { display: true, text: 'epoch' }, grid: { display: false }, ticks: epochTicks },
          y: {
            type: scale,
            title: { display: true, text: measure },
            ...(range.min !== undefined && { suggestedMin: range.min }),
            ...(range.max !== undefined && { suggestedMax: range.max }),
            ...(scale === 'logarithmic'
              ? { ticks: { callback: (value: string | number) => powerOfTen(Number(value)) } }
              : { ticks: { maxTicksLimit: 6 } }),
          },
        },
      },
      plugins: [bandsBehind(() => phaseBands(shown)), limitLines(limits)] as never,
    };
  };
  const columns = () => [...lines(), ...more()];
  const node = chart(
    label,
    configure,
    {
      get columns() {
        return ['epoch', 'phase', ...columns().map((column) => column.label)];
      },
      get rows() {
        const all = columns();
        return shown.content.epochs.map((epoch) => [
          epoch.epoch,
          epoch.phase,
          ...all.map(({ valueOf }) => valueOf(epoch) ?? ''),
        ]);
      },
    },
    200,
  );
  return { node, update: () => updateChart(node) };
}

/** Few enough numbers of epochs to stand upright. */
export const epochTicks = { maxTicksLimit: 9, maxRotation: 0 };

/** A log axis has no place for 0: it is drawn below all else. */
function drawable(value: number | null, scale: 'linear' | 'logarithmic'): number | null {
  return scale === 'logarithmic' && value !== null ? Math.max(value, 1e-9) : value;
}

/** Names every power of ten and nothing between. */
function powerOfTen(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) > 1e-9) return '';
  return value >= 0.001 && value < 10_000 ? String(Number(value.toPrecision(1))) : value.toExponential(0);
}
