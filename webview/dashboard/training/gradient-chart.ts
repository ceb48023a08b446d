import type { DashboardEpoch } from '../../../src/protocol/dashboard-messages.ts';
import { dropdown } from '../../shared/controls.ts';
import { element } from '../../shared/elements.ts';
import { strokeLegend } from '../../shared/legend.ts';
import { epochChart, type EpochLine } from './epoch-chart.ts';
import { keepChoice, keptChoices } from './kept-choices.ts';
import type { Part, ShownTraining } from './shown-training.ts';

const together: readonly EpochLine[] = [
  {
    label: 'largest of a batch',
    colour: ['charts-orange', '#d18616'],
    valueOf: ({ gradientNorm }) => gradientNorm.max,
  },
  { label: 'mean', colour: ['charts-blue', '#3794ff'], valueOf: ({ gradientNorm }) => gradientNorm.mean },
  {
    label: 'last, after clipping',
    colour: ['charts-green', '#89d185'],
    dashed: true,
    valueOf: ({ gradientNorm }) => gradientNorm.clipped,
  },
];
const lastBatch = { label: 'last', valueOf: ({ gradientNorm }: DashboardEpoch) => gradientNorm.last };

/** The gradient's norm before and after clipping, between the lines of vanishing and exploding; of one parameter on demand. */
export function gradientChart(shown: ShownTraining): Part {
  const names = Object.keys(shown.content.epochs[0]?.parameterNorms ?? {});
  const kept = keptChoices().parameter ?? '';
  let parameter = names.includes(kept) ? kept : '';

  const lines = (): readonly EpochLine[] =>
    parameter === ''
      ? together
      : [
          {
            label: 'last batch, before clipping',
            colour: ['charts-purple', '#b180d7'],
            valueOf: ({ parameterNorms }) => parameterNorms[parameter] ?? null,
          },
        ];
  const part = epochChart(shown, {
    label: 'Norm of the gradient by epoch',
    lines,
    measure: 'L2 norm (log)',
    scale: 'logarithmic',
    range: { min: 1e-7, max: 100 },
    limits: () => {
      const limits = shown.content.judgement?.limits;
      if (!limits) return [];
      return [
        { value: limits.explodingGradient, name: `exploding: above ${limits.explodingGradient}` },
        { value: limits.vanishingGradient, name: `vanishing: below ${limits.vanishingGradient.toExponential(0)}` },
      ];
    },
    more: () => (parameter === '' ? [lastBatch] : []),
  });
  const legend = element('div', {});
  const drawLegend = (): void => legend.replaceChildren(strokeLegend('Lines of the gradient chart', lines()));
  drawLegend();
  const choose = dropdown(
    'Parameter whose gradient is shown',
    [['', 'All parameters together'], ...names.map((name) => [name, name] as const)],
    parameter,
    (chosen) => {
      parameter = chosen;
      keepChoice({ parameter });
      drawLegend();
      part.update();
    },
  );
  return { node: element('div', {}, choose, legend, part.node), update: part.update };
}
