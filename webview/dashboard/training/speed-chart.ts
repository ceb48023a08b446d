import { epochChart, type EpochLine } from './epoch-chart.ts';
import type { Part, ShownTraining } from './shown-training.ts';

const speed: EpochLine = {
  label: 'batches a second',
  colour: ['charts-green', '#89d185'],
  valueOf: ({ batches, seconds }) => (seconds > 0 ? batches / seconds : null),
};

/** Training batches a second, the validation after them included in the time. */
export function speedChart(shown: ShownTraining): Part {
  return epochChart(shown, {
    label: 'Speed by epoch: training batches a second',
    lines: () => [speed],
    measure: 'batches a second',
    range: { min: 0 },
    more: () => [
      { label: 'batches', valueOf: ({ batches }) => batches },
      { label: 'seconds', valueOf: ({ seconds }) => seconds },
    ],
  });
}
