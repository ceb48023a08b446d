import type { DashboardEpoch } from '../../src/protocol/dashboard-messages.ts';
import { chart } from '../shared/charts.ts';
import { element } from '../shared/elements.ts';
import { themeColour } from '../shared/theme.ts';

/** Theme colours of the phases, again from the first after the last. */
const phaseColours = [
  ['charts-blue', '#3794ff'],
  ['charts-orange', '#d18616'],
  ['charts-green', '#89d185'],
  ['charts-purple', '#b180d7'],
] as const;

/** Training and validation loss by epoch on a log axis, coloured by curriculum phase. */
export function lossChart(epochs: readonly DashboardEpoch[]): HTMLElement {
  const phases = [...new Map(epochs.map(({ phase, phaseName }) => [phase, phaseName]))];
  const colourOf = (phase: number): string => {
    const [name, fallback] = phaseColours[(phase - 1) % phaseColours.length]!;
    return themeColour(name, fallback);
  };
  const legend = phases.map(([phase, name]) => {
    const hue = element('span', { class: 'hue' });
    hue.style.background = colourOf(phase);
    return element('li', {}, hue, `Phase ${phase}: ${name}`);
  });
  const figure = chart(
    'Loss by epoch: training (line) and validation (dashed)',
    () => {
      const colours = epochs.map(({ phase }) => colourOf(phase));
      const segment = { borderColor: ({ p1DataIndex }: { p1DataIndex: number }) => colours[p1DataIndex] };
      const line = (label: string, data: (number | null)[], dash: number[]) => ({
        label,
        data,
        borderColor: themeColour('foreground'),
        pointBackgroundColor: colours,
        pointBorderColor: colours,
        borderDash: dash,
        borderWidth: 2,
        pointRadius: epochs.length > 80 ? 1 : 2.5,
        spanGaps: true,
        segment,
      });
      return {
        type: 'line' as const,
        data: {
          labels: epochs.map(({ epoch }) => epoch),
          datasets: [
            line(
              'training loss',
              epochs.map(({ trainLoss }) => trainLoss),
              [],
            ),
            line(
              'validation loss',
              epochs.map(({ valLoss }) => valLoss),
              [5, 4],
            ),
          ],
        },
        options: {
          interaction: { mode: 'index' as const, intersect: false },
          scales: {
            x: { title: { display: true, text: 'epoch' }, grid: { display: false } },
            y: { type: 'logarithmic' as const, title: { display: true, text: 'mean squared error (log)' } },
          },
        },
      };
    },
    {
      columns: ['epoch', 'phase', 'training loss', 'validation loss'],
      rows: epochs.map(({ epoch, phase, trainLoss, valLoss }) => [epoch, phase, trainLoss, valLoss ?? '']),
    },
    280,
  );
  const list = element('ul', { class: 'legend', label: 'Curriculum phases' }, ...legend);
  return element(
    'div',
    {},
    list,
    element('p', { class: 'quiet' }, 'Line: training loss. Dashed: validation loss.'),
    figure,
  );
}
