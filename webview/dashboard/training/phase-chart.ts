import type { ChartConfiguration, Plugin } from 'chart.js';
import { chart, updateChart } from '../../shared/charts.ts';
import { element } from '../../shared/elements.ts';
import { themeColour, withAlpha } from '../../shared/theme.ts';
import { phaseColour } from './phase-colours.ts';
import { phasesOf, type Part, type ShownTraining } from './shown-training.ts';
import { spreadOf, type Spread } from './spread.ts';

interface PhaseLosses {
  phase: number;
  name: string;
  epochs: number;
  training: Spread;
  validation: Spread | null;
}

/** Mean loss of each phase, with a whisker of one deviation to both sides. */
export function phaseChart(shown: ShownTraining): Part {
  const losses = (): PhaseLosses[] =>
    phasesOf(shown.content.epochs).map(({ phase, name, from, to }) => {
      const epochs = shown.content.epochs.slice(from, to + 1);
      const validation = epochs.flatMap(({ valLoss }) => valLoss ?? []);
      const training = spreadOf(epochs.map(({ trainLoss }) => trainLoss));
      return {
        phase,
        name,
        epochs: epochs.length,
        training,
        validation: validation.length ? spreadOf(validation) : null,
      };
    });
  const configure = (): ChartConfiguration<'bar'> => {
    const phases = losses();
    return {
      type: 'bar',
      data: {
        labels: phases.map(({ name }) => name),
        datasets: [
          {
            label: 'mean training loss',
            data: phases.map(({ training }) => training.mean),
            backgroundColor: phases.map(({ phase }) => phaseColour(phase)),
          },
          {
            label: 'mean validation loss',
            data: phases.map(({ validation }) => validation?.mean ?? null),
            backgroundColor: phases.map(({ phase }) => withAlpha(phaseColour(phase), 0.35)),
            borderColor: phases.map(({ phase }) => phaseColour(phase)),
            borderWidth: 1,
          },
        ],
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: { grid: { display: false } },
          y: { title: { display: true, text: 'mean squared error' }, beginAtZero: true, ticks: { maxTicksLimit: 6 } },
        },
      },
      plugins: [whiskers(() => losses().map(({ training, validation }) => [training, validation]))] as never,
    };
  };
  const figure = chart(
    'Mean loss by curriculum phase, with its deviation',
    configure,
    {
      columns: [
        ...['phase', 'name', 'epochs', 'mean training loss', 'deviation'],
        ...['mean validation loss', 'deviation of validation'],
      ],
      get rows() {
        return losses().map(({ phase, name, epochs, training, validation }) => [
          ...[phase, name, epochs, training.mean, training.deviation ?? ''],
          ...[validation?.mean ?? '', validation?.deviation ?? ''],
        ]);
      },
    },
    200,
  );
  const note = element(
    'p',
    { class: 'quiet' },
    'Full: training. Pale: validation. Whisker: one deviation over the epochs.',
  );
  return { node: element('div', {}, note, figure), update: () => updateChart(figure) };
}

/** Whiskers on the bars: by bar, then by dataset. */
function whiskers(spreads: () => readonly (readonly (Spread | null)[])[]): Plugin {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      ctx.strokeStyle = themeColour('foreground');
      ctx.lineWidth = 1.5;
      for (const [i, ofPhase] of spreads().entries())
        for (const [dataset, spread] of ofPhase.entries()) {
          const bar = chart.getDatasetMeta(dataset).data[i];
          if (!bar || !spread || spread.deviation === null) continue;
          const [top, bottom] = [spread.mean + spread.deviation, spread.mean - spread.deviation].map((value) =>
            scales.y!.getPixelForValue(value),
          ) as [number, number];
          ctx.beginPath();
          ctx.moveTo(bar.x, top);
          ctx.lineTo(bar.x, bottom);
          for (const y of [top, bottom]) {
            ctx.moveTo(bar.x - 5, y);
            ctx.lineTo(bar.x + 5, y);
          }
          ctx.stroke();
        }
      ctx.restore();
    },
  };
}
