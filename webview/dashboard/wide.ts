import { element } from '../shared/elements.ts';
import { numbersTable, type Numbers } from '../shared/numbers.ts';

/** What may be wider than the page: it scrolls by itself, by the keyboard too. */
export function wide(label: string, content: HTMLElement): HTMLElement {
  const frame = element('div', { class: 'wide', role: 'group', label }, content);
  frame.tabIndex = 0;
  return frame;
}

/** A table in plain sight. */
export function wideTable(label: string, numbers: Numbers): HTMLElement {
  return wide(label, numbersTable(label, numbers));
}
