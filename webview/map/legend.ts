import { element } from '../shared/elements.ts';
import type { LegendEntry } from './colours.ts';

/** What the colours stand for; an entry that names rows selects them, and pressed again lets go of them. */
export interface Legend {
  readonly node: HTMLElement;
  show(entries: readonly LegendEntry[]): void;
  /** The entry whose rows are selected; undefined for none. */
  press(entry: LegendEntry | undefined): void;
}

export function createLegend(choose: (entry: LegendEntry | undefined) => void): Legend {
  const node = element('ul', { class: 'legend', label: 'Colours' });
  const buttons = new Map<LegendEntry, HTMLElement>();
  let pressed: LegendEntry | undefined;

  const press = (entry: LegendEntry | undefined): void => {
    pressed = entry;
    for (const [own, made] of buttons) made.setAttribute('aria-pressed', String(own === entry));
  };
  return {
    node,
    press,
    show(entries) {
      buttons.clear();
      pressed = undefined;
      node.replaceChildren(
        ...entries.map((entry) => {
          const dot = element('span', { class: 'hue' });
          dot.style.background = entry.colour;
          if (!entry.rows) return element('li', {}, element('span', { class: 'entry' }, dot, entry.name));
          const count = element('span', { class: 'quiet' }, ` ${entry.rows.length.toLocaleString('en-GB')}`);
          const made = element('button', { class: 'entry', title: 'Select these passages' }, dot, entry.name, count);
          made.setAttribute('aria-pressed', 'false');
          made.addEventListener('click', () => choose(pressed === entry ? undefined : entry));
          buttons.set(entry, made);
          return element('li', {}, made);
        }),
      );
    },
  };
}
