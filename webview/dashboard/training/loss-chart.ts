import type { ChartConfiguration } from 'chart.js';
import { bandsBehind } from '../../shared/bands.ts';
import { chart, updateChart } from '../../shared/charts.ts';
import { checkbox } from '../../shared/controls.ts';
import { element } from '../../shared/elements.ts';
import { strokeLegend } from '../../shared/legend.ts';
import { themeColour, withAlpha } from '../../shared/theme.ts';
import { epochTicks } from './epoch-chart.ts';
import { keepChoice, keptChoices } from './kept-choices.ts';
import { phaseBands, phaseColour } from './phase-colours.ts';
import type { Part, ShownTraining } from './shown-training.ts';
import { smoothed } from './smoothing.ts';

/** How much of the mean before an epoch keeps, when the loss is smoothed. */
const smoothingWeight = 0.8;

/** Training and validation loss by epoch on a log axis, coloured by curriculum phase. */
export function lossChart(shown: ShownTraining): Part {
  let smooth = keptChoices().smooth ?? false;

  const configure = (): ChartConfiguration<'line'> => {
    const { epochs } = shown.content;
    const phases = epochs.map(({ phase }) => phase);
    const colours = phases.map(phaseColour);
    const faded = colours.map((colour) => withAlpha(colour, 0.45));
    const line = (label: string, data: (number | null)[], dash: number[], raw: boolean) => {
      const hues = raw && smooth ? faded : colours;
      return {
        label,
        data,
        borderColor: hues[0] ?? themeColour('foreground'),
        // The tooltip's mark; the points have their phase's colour.
        backgroundColor: hues[0] ?? themeColour('foreground'),
        pointBackgroundColor: hues,
        pointBorderColor: hues,
        borderDash: dash,
        borderWidth: raw ? (smooth ? 1 : 2) : 2.5,
        pointRadius: raw && epochs.length <= 80 ? 2.5 : 0,
        pointHitRadius: 8,
        spanGaps: true,
        segment: { borderColor: ({ p1DataIndex }: { p1DataIndex: number }) => hues[p1DataIndex] },
      };
    };
    const training = epochs.map(({ trainLoss }) => trainLoss);
    const validation = epochs.map(({ valLoss }) => valLoss);
    const highest = Math.max(...training, ...validation.map((loss) => loss ?? 0));
    const meanOf = (losses: (number | null)[]) => smoothed(losses, phases, smoothingWeight);
    return {
      type: 'line',
      data: {
        labels: epochs.map(({ epoch }) => epoch),
        datasets: [
          line('training loss', training, [], true),
          line('validation loss', validation, [5, 4], true),
          ...(smooth
            ? [
                line('training loss, smoothed', meanOf(training), [], false),
                line('validation loss, smoothed', meanOf(validation), [7, 4], false),
              ]
            : []),
        ],
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: { title: { display: true, text: 'epoch' }, grid: { display: false }, ticks: epochTicks },
          // The names of the phases stand above the lines.
          y: {
            type: 'logarithmic',
            suggestedMax: highest * 1.12,
            title: { display: true, text: 'mean squared error (log)' },
          },
        },
      },
      plugins: [bandsBehind(() => phaseBands(shown))] as never,
    };
  };

  const figure = chart(
    'Loss by epoch: training (line) and validation (dashed)',
    configure,
    {
      columns: ['epoch', 'phase', 'training loss', 'validation loss'],
      get rows() {
        return shown.content.epochs.map(({ epoch, phase, trainLoss, valLoss }) => [
          epoch,
          phase,
          trainLoss,
          valLoss ?? '',
        ]);
      },
    },
    320,
  );
  const foreground = ['foreground', '#808080'] as const;
  const legend = strokeLegend('Lines of the loss chart', [
    { label: 'training', colour: foreground },
    { label: 'validation, on poems that are held out', colour: foreground, dashed: true },
  ]);
  const toggle = checkbox(['Smooth the loss'], smooth, (checked) => {
    smooth = checked;
    keepChoice({ smooth });
    updateChart(figure);
  });
  return {
    node: element('div', {}, element('div', { class: 'above-chart' }, legend, toggle), figure),
    update: () => updateChart(figure),
  };
}
