import { element } from '../../shared/elements.ts';
import { strokeLegend } from '../../shared/legend.ts';
import { epochChart, type EpochLine } from './epoch-chart.ts';
import { rooms } from './rooms.ts';
import type { Part, ShownTraining } from './shown-training.ts';

/** The share of hidden activations that are beyond 0.9, below its warning line. */
export function saturationChart(shown: ShownTraining): Part {
  const lines: EpochLine[] = rooms.map(({ room, colour }) => ({
    label: room,
    colour,
    valueOf: (epoch) => epoch[room].saturation,
  }));
  const part = epochChart(shown, {
    label: 'Saturation by epoch: share of hidden activations beyond 0.9',
    lines: () => lines,
    measure: 'share of activations',
    range: { min: 0, max: 0.6 },
    limits: () => {
      const limits = shown.content.judgement?.limits;
      return limits ? [{ value: limits.saturation, name: `saturated: above ${limits.saturation}` }] : [];
    },
  });
  return {
    node: element('div', {}, strokeLegend('Lines of the saturation chart', lines), part.node),
    update: part.update,
  };
}
