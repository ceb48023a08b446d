import type { SweepFigure } from '../../src/protocol/sweep-messages.ts';

/** From the least to the most that is shown of a measure. */
export interface Range {
  low: number;
  high: number;
}

const width = 120;
const height = 16;
/** Room for a dot at either end. */
const edge = 5;

/** Holds all figures with their intervals. */
export function rangeOf(figures: readonly (SweepFigure | null)[]): Range {
  const all = figures.flatMap((figure) =>
    figure ? [figure.value, figure.interval?.low ?? figure.value, figure.interval?.high ?? figure.value] : [],
  );
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.01, high: high + 0.01 } : { low, high };
}

/** Where a value lies in a plot, in its own pixels. */
export function placeIn({ low, high }: Range, value: number): number {
  return edge + ((width - 2 * edge) * (value - low)) / (high - low);
}

/** A dot on its interval. The numbers stand beside it as text, so that a screen reader passes over it. */
export function intervalPlot(figure: SweepFigure | null, range: Range): SVGSVGElement {
  const svg = shape('svg', { width, height, viewBox: `0 0 ${width} ${height}`, class: 'plot', 'aria-hidden': 'true' });
  if (range.low < 0 && range.high > 0) {
    const zero = placeIn(range, 0);
    svg.append(shape('line', { x1: zero, x2: zero, y1: 0, y2: height, class: 'zero' }));
  }
  if (!figure) return svg;
  const y = height / 2;
  const { value, interval } = figure;
  if (interval) {
    const [x1, x2] = [placeIn(range, interval.low), placeIn(range, interval.high)];
    svg.append(shape('line', { x1, x2, y1: y, y2: y, class: 'interval' }));
  }
  svg.append(shape('circle', { cx: placeIn(range, value), cy: y, r: 3.5, class: 'value' }));
  return svg;
}

function shape<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
