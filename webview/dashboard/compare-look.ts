import type { CompareCandidate } from '../../src/protocol/compare-messages.ts';
import { element } from '../shared/elements.ts';
import { isHighContrast, isLight, themeColour } from '../shared/theme.ts';

/** A run among those compared: a letter, a colour and a dash are its own everywhere on the page. */
export interface MarkedRun extends CompareCandidate {
  letter: string;
  place: number;
}

/** After Okabe and Ito, "Color Universal Design" (2008): told apart by people who see few colours; on a light ground darker. */
const onDark = ['#56b4e9', '#e69f00', '#2fc79b', '#f0e442', '#e08fc0', '#ff7a2e'];
const onLight = ['#0072b2', '#c24e00', '#00795a', '#6b5b00', '#a33c7a', '#4d4d4d'];
const dashes = [[], [9, 4], [2, 3], [11, 3, 2, 3], [16, 5], [5, 2]];

/** More lines than these could not be told apart. */
export const mostRuns = onDark.length;

export function markRuns(runs: readonly CompareCandidate[]): MarkedRun[] {
  return runs.map((run, place) => ({ ...run, place, letter: String.fromCharCode(65 + place) }));
}

export function colourOf({ place }: MarkedRun): string {
  if (isHighContrast() && place === 0) return themeColour('foreground');
  return (isLight() ? onLight : onDark)[place % mostRuns]!;
}

export function dashOf({ place }: MarkedRun): number[] {
  return dashes[place % mostRuns]!;
}

/** In a chart, where there is room for a line only and nothing else tells a name's end. */
export function plainName({ letter, name }: MarkedRun): string {
  // Neither line breaks nor signs that turn the direction of what follows.
  const plain = [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')];
  return `${letter}: ${plain.length > 40 ? `${plain.slice(0, 39).join('')}…` : plain.join('')}`;
}

/** The letter with the line that the run has in charts. */
export function markOf(run: MarkedRun): HTMLElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', '34');
  svg.setAttribute('height', '10');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  const drawn = { x1: 0, x2: 34, y1: 5, y2: 5, stroke: colourOf(run), 'stroke-width': 2.5 };
  for (const [name, value] of Object.entries(drawn)) line.setAttribute(name, String(value));
  line.setAttribute('stroke-dasharray', dashOf(run).join(' '));
  svg.append(line);
  return element('span', { class: 'run-mark' }, svg, element('strong', {}, run.letter));
}

/** The letter and the name, cut where it is long; pointing at it shows it whole. */
export function nameOf(run: MarkedRun): HTMLElement {
  return element('span', { class: 'run-name', title: run.name }, markOf(run), ' ', element('bdi', {}, run.name));
}

/** "24 Nov 2026, 14:03" */
export function whenText(created: string): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Date(created).toLocaleString('en-GB', parts);
}
