import { element } from '../../shared/elements.ts';
import { epochChart, lineLegend, type EpochLine } from './epoch-chart.ts';
import { rooms } from './rooms.ts';
import type { Part, ShownTraining } from './shown-training.ts';

/** Mean and deviation of the hidden states of encoder and decoder. */
export function activationChart(shown: ShownTraining): Part {
  const lines: EpochLine[] = rooms.flatMap(({ room, hue }) => [
    { label: `${room}, mean`, hue, valueOf: (epoch) => epoch[room].meanActivation },
    { label: `${room}, deviation`, hue, dashed: true, valueOf: (epoch) => epoch[room].stdActivation },
  ]);
  const part = epochChart(shown, {
    label: 'Activation of the hidden states by epoch: mean (line) and deviation (dashed)',
    lines: () => lines,
    measure: 'activation',
    more: () =>
      rooms.map(({ room }) => ({
        label: `${room}, temporal variance`,
        valueOf: (epoch) => epoch[room].temporalVariance,
      })),
  });
  return {
    node: element('div', {}, lineLegend('Lines of the activation chart', lines), part.node),
    update: part.update,
  };
}
