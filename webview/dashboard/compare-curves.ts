import type { ComparedEpoch } from '../../src/protocol/compare-messages.ts';
import { chart } from '../shared/charts.ts';
import { dropdown } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import type { Numbers } from '../shared/numbers.ts';
import { colourOf, dashOf, nameOf, plainName } from './compare-look.ts';
import type { RunBeside } from './compare-settings.ts';

type Curve = 'validation' | 'training';

/** The runs' losses over one another. */
export function curvesView(all: readonly RunBeside[]): HTMLElement[] {
  const runs = all.filter(({ compared }) => compared.epochs.length > 0);
  if (runs.length === 0) return [element('p', {}, 'None of these runs has finished an epoch.')];
  const place = element('div', {});
  const show = (curve: Curve): void => place.replaceChildren(...curvesOf(runs, curve));
  const choices = [
    ['validation', 'Validation loss'],
    ['training', 'Training loss'],
  ] as const;
  const first = runs.some(({ compared }) => compared.epochs.some(({ valLoss }) => valLoss !== null))
    ? 'validation'
    : 'training';
  show(first);
  const legend = runs.map(({ run }) => element('li', {}, nameOf(run)));
  return [
    element('div', { class: 'choose' }, dropdown('Which loss is drawn', choices, first, show)),
    element('ul', { class: 'legend', label: 'Runs' }, ...legend),
    place,
  ];
}

function lossOf(curve: Curve, { trainLoss, valLoss }: ComparedEpoch): number | null {
  return curve === 'training' ? trainLoss : valLoss;
}

function curvesOf(runs: readonly RunBeside[], curve: Curve): HTMLElement[] {
  const figure = chart(
    `${curve === 'training' ? 'Training' : 'Validation'} loss by epoch, run beside run`,
    () => ({
      type: 'line' as const,
      data: {
        datasets: runs.map(({ run, compared }) => ({
          label: plainName(run),
          data: compared.epochs.flatMap((record) => {
            const loss = lossOf(curve, record);
            return loss === null ? [] : [{ x: record.epoch, y: loss }];
          }),
          borderColor: colourOf(run),
          backgroundColor: colourOf(run),
          borderDash: dashOf(run),
          borderWidth: 2,
          pointRadius: compared.epochs.length > 60 ? 0 : 2,
        })),
      },
      options: {
        interaction: { mode: 'nearest' as const, axis: 'x' as const, intersect: false },
        scales: {
          x: {
            type: 'linear' as const,
            title: { display: true, text: 'epoch' },
            grid: { display: false },
            ticks: { precision: 0 },
          },
          y: { type: 'logarithmic' as const, title: { display: true, text: 'mean squared error (log)' } },
        },
      },
    }),
    lossNumbers(runs),
    280,
  );
  const without = runs.filter(({ compared }) => compared.epochs.every((record) => lossOf(curve, record) === null));
  if (without.length === 0) return [figure];
  const letters = without.map(({ run }) => run.letter).join(', ');
  return [figure, element('p', { class: 'quiet' }, `Without a validation loss, and so not drawn here: ${letters}.`)];
}

/** Both losses of every run, epoch by epoch; '' where a run has none. */
export function lossNumbers(runs: readonly RunBeside[]): Numbers {
  const epochs = [...new Set(runs.flatMap(({ compared }) => compared.epochs.map(({ epoch }) => epoch)))];
  const records = runs.map(({ compared }) => new Map(compared.epochs.map((record) => [record.epoch, record])));
  return {
    columns: [
      'epoch',
      ...runs.flatMap(({ run }) => [`training loss, ${plainName(run)}`, `validation loss, ${plainName(run)}`]),
    ],
    rows: epochs
      .sort((a, b) => a - b)
      .map((epoch) => [
        epoch,
        ...records.flatMap((ofRun) => [ofRun.get(epoch)?.trainLoss ?? '', ofRun.get(epoch)?.valLoss ?? '']),
      ]),
  };
}
