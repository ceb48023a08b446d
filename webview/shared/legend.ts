import { element } from './elements.ts';

/** How a line of a chart looks, in words of the theme: a colour's name and what stands in for it. */
export interface Stroke {
  label: string;
  colour: readonly [name: string, fallback: string];
  dashed?: boolean;
}

/** What the lines of a chart mean. The colours follow the theme by themselves. */
export function strokeLegend(label: string, strokes: readonly Stroke[]): HTMLElement {
  const items = strokes.map((stroke) => {
    const sample = element('span', { class: stroke.dashed ? 'stroke dashed' : 'stroke' });
    const [name, fallback] = stroke.colour;
    sample.style.borderTopColor = `var(--vscode-${name}, ${fallback})`;
    return element('li', {}, sample, stroke.label);
  });
  return element('ul', { class: 'legend', label }, ...items);
}
