import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersTable } from '../../shared/numbers.ts';

/** What fewer numbers do to how much must be read, in the worst case that theory knows. */
export function sampleComplexity({ words, bottleneck }: Dimensions): HTMLElement {
  const { dimension, suggested, exponents } = words;
  const { least, most, full, run } = exponents;
  const joint = (width: number): string => `${width} in + ${width} out`;
  return section(
    'What fewer numbers do for learning',
    element(
      'p',
      {},
      `Think of the poems a network must read before its error is halved. In the worst case, learning to turn ${dimension} numbers into ${dimension} others asks for ${timesMore(full)} as many; through this run’s ${bottleneck.size} numbers it is ${timesMore(run)} as many. Nobody could ever read the first; that is why there is a bottleneck.`,
    ),
    numbersTable('Sample complexity', {
      columns: ['', 'numbers', 'exponent', 'examples to halve the error'],
      rows: [
        ['Without reduction', joint(dimension), full, timesMore(full)],
        [
          'Suggested widths',
          least === most ? joint(suggested.least) : `${joint(suggested.least)} to ${joint(suggested.most)}`,
          least === most ? least : `${least} to ${most}`,
          least === most ? timesMore(least) : `${timesMore(least)} to ${timesMore(most)}`,
        ],
        ['This run', joint(bottleneck.size), run, timesMore(run)],
      ],
    }),
    element(
      'p',
      { class: 'quiet' },
      'The seed notebook’s bound: the examples needed for an error ε grow like ε to the power of minus this exponent. It is an upper bound for the most unruly poems that could be, not a forecast: real poems are learned from far fewer.',
    ),
  );
}

/** 2 to this power, in words a person can compare: "16 times", "7 × 10^10 times". */
export function timesMore(exponent: number): string {
  if (exponent <= 20) return `${(2 ** exponent).toLocaleString('en-GB')} times`;
  const power = exponent * Math.log10(2);
  const whole = Math.floor(power);
  const lead = Math.round(10 ** (power - whole));
  return lead === 10 ? `10${superscript(whole + 1)} times` : `${lead} × 10${superscript(whole)} times`;
}

function superscript(value: number): string {
  return String(value).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
}
