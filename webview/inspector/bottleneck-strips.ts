import type { BottleneckNumber, Inspection } from '../../src/protocol/passage-messages.ts';
import { element } from '../shared/elements.ts';
import { numbersBehind } from '../shared/numbers.ts';

/** A strip for each number of the bottleneck: where it lies among those of all passages. */
export function bottleneckStrips({ bottleneck }: Inspection): HTMLElement {
  const strips = bottleneck.map((number, i) => strip(number, i + 1));
  const numbers = {
    columns: [
      'number',
      'value',
      'mean',
      'deviation',
      'smaller elsewhere (%)',
      'smallest',
      '5%',
      '25%',
      'median',
      '75%',
      '95%',
      'largest',
    ],
    rows: bottleneck.map(({ value, mean, deviation, rank, quantiles }, i) => [
      i + 1,
      value,
      mean,
      deviation,
      Math.round(rank * 100),
      ...quantiles,
    ]),
  };
  return element(
    'div',
    {},
    element('div', { class: 'strips', role: 'list' }, ...strips),
    numbersBehind('The numbers of the bottleneck', numbers),
  );
}

function strip({ value, quantiles, rank }: BottleneckNumber, place: number): HTMLElement {
  const low = Math.min(quantiles[0], value);
  const high = Math.max(quantiles[6], value);
  const at = (x: number): string => `${high > low ? (100 * (x - low)) / (high - low) : 50}%`;
  const span = (name: string, from: number, to: number): HTMLElement => {
    const made = element('span', { class: name });
    made.style.left = at(from);
    made.style.width = `calc(${at(to)} - ${at(from)})`;
    return made;
  };
  const dot = element('span', { class: 'dot' });
  dot.style.left = at(value);
  const middle = element('span', { class: 'median' });
  middle.style.left = at(quantiles[3]);
  const bar = element(
    'span',
    { class: 'strip' },
    span('all', quantiles[0], quantiles[6]),
    span('most', quantiles[1], quantiles[5]),
    span('half', quantiles[2], quantiles[4]),
    middle,
    dot,
  );
  const told = `Number ${place}: ${value.toFixed(2)}, larger than ${Math.round(rank * 100)}% of all passages’`;
  return element(
    'div',
    { class: 'number', role: 'listitem', label: told, title: told },
    element('span', { class: 'quiet' }, String(place)),
    bar,
    element('span', { class: 'value' }, value.toFixed(2)),
  );
}
