import { element } from '../../shared/elements.ts';
import { strokeLegend } from '../../shared/legend.ts';
import { epochChart, type EpochLine } from './epoch-chart.ts';
import { rooms } from './rooms.ts';
import type { Part, ShownTraining } from './shown-training.ts';

/** Mean and deviation of the hidden states of encoder and decoder. */
export function activationChart(shown: ShownTraining): Part {
  const lines: EpochLine[] = rooms.flatMap(({ room, colour }) => [
    { label: `${room}, mean`, colour, valueOf: (epoch) => epoch[room].meanActivation },
    { label: `${room}, deviation`, colour, dashed: true, valueOf: (epoch) => epoch[room].stdActivation },
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
    node: element('div', {}, strokeLegend('Lines of the activation chart', lines), part.node),
    update: part.update,
  };
}
