import { element } from '../shared/elements.ts';
import { themeColour } from '../shared/theme.ts';

/** A theme colour by its name, with what stands in where the theme has none. */
export type Hue = readonly [name: string, fallback: string];

export const hues = {
  blue: ['charts-blue', '#3794ff'],
  orange: ['charts-orange', '#d18616'],
  green: ['charts-green', '#89d185'],
  purple: ['charts-purple', '#b180d7'],
  foreground: ['foreground', '#808080'],
} as const satisfies Record<string, Hue>;

/** The colour as it is now, for a chart. */
export function colourOf([name, fallback]: Hue): string {
  return themeColour(name, fallback);
}

/** A theme colour is told as #rrggbb where it is opaque; one that is not stays as it is. */
export function translucent(colour: string, opacity: number): string {
  const digits = Math.round(opacity * 255).toString(16);
  return /^#[\da-f]{6}$/i.test(colour) ? `${colour}${digits.padStart(2, '0')}` : colour;
}

/** How something is drawn: a filled area, a line, a dashed or a dotted one. */
export type Stroke = 'area' | 'line' | 'dashed' | 'dotted';

export interface LegendEntry {
  name: string;
  hue: Hue;
  stroke: Stroke;
}

/** What the lines of a chart stand for, told by form as well as by colour. */
export function legend(label: string, entries: readonly LegendEntry[]): HTMLElement {
  const items = entries.map(({ name, hue, stroke }) => {
    const mark = element('span', { class: `mark ${stroke}` });
    // A variable, so that it follows the theme.
    mark.style.color = `var(--vscode-${hue[0]}, ${hue[1]})`;
    return element('li', {}, mark, name);
  });
  return element('ul', { class: 'legend', label }, ...items);
}
