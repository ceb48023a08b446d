import { epochChart, type EpochLine } from './epoch-chart.ts';
import type { Part, ShownTraining } from './shown-training.ts';

const rate: EpochLine = {
  label: 'learning rate',
  colour: ['charts-purple', '#b180d7'],
  valueOf: ({ learningRate }) => learningRate,
};

export function learningRateChart(shown: ShownTraining): Part {
  return epochChart(shown, {
    label: 'Learning rate by epoch, of its last step',
    lines: () => [rate],
    measure: 'learning rate',
    range: { min: 0 },
  });
}
