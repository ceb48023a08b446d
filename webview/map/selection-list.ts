import type { MapCard } from '../../src/protocol/map-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';

/** Passages that are selected, a page at a time. */
export interface SelectionList {
  readonly node: HTMLElement;
  /** `told` says how they came to be selected; no rows hide the list. */
  show(rows: Int32Array, told: string): void;
  /** Fills in what the cards tell, where they are of the page that is shown. */
  fill(cards: readonly MapCard[]): void;
}

export interface SelectionEvents {
  /** Asks for the cards of these rows. */
  list(rows: Int32Array): void;
  /** A passage of the list has the focus. */
  choose(row: number): void;
  open(row: number): void;
  clear(): void;
  save(rows: Int32Array): void;
  /** Asked for when exactly two are selected. */
  sketchBetween(row: number, other: number): void;
}

const pageRows = 50;

export function createSelectionList(events: SelectionEvents): SelectionList {
  const node = element('section', { class: 'selection', label: 'Selected passages', hidden: true });
  const list = element('ul', { class: 'passages' });
  const where = element('span', { class: 'quiet' });
  let rows: Int32Array = new Int32Array(0);
  let from = 0;
  let items = new Map<number, HTMLElement>();

  const turn = (by: number): void => {
    from = Math.max(0, Math.min(from + by, Math.floor((rows.length - 1) / pageRows) * pageRows));
    showPage();
  };
  const previous = button('Previous', () => turn(-pageRows));
  const next = button('Next', () => turn(pageRows));
  const showPage = (): void => {
    const page = rows.subarray(from, from + pageRows);
    items = new Map([...page].map((row) => [row, itemOf(row)]));
    list.replaceChildren(...[...items.values()].map((item) => element('li', {}, item)));
    list.scrollTop = 0;
    where.textContent = `${from + 1}-${from + page.length} of ${rows.length.toLocaleString('en-GB')}`;
    previous.hidden = next.hidden = rows.length <= pageRows;
    previous.toggleAttribute('disabled', from === 0);
    next.toggleAttribute('disabled', from + pageRows >= rows.length);
    events.list(page.slice());
  };
  const itemOf = (row: number): HTMLElement => {
    const item = element('button', { class: 'passage' }, '…');
    // The mouse gives the focus too, so a click chooses and a second one opens.
    item.addEventListener('focus', () => events.choose(row));
    item.addEventListener('dblclick', () => events.open(row));
    item.addEventListener('keydown', (event) => {
      const beside = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key] as
        'nextElementSibling' | 'previousElementSibling' | undefined;
      if (event.key === 'Enter') events.open(row);
      else if (event.key === 'Escape') events.clear();
      else if (beside) item.parentElement?.[beside]?.querySelector('button')?.focus();
      else return;
      event.preventDefault();
    });
    return item;
  };

  return {
    node,
    show(selected, told) {
      rows = selected;
      from = 0;
      node.hidden = rows.length === 0;
      if (rows.length === 0) return;
      const count = `${rows.length.toLocaleString('en-GB')} ${rows.length === 1 ? 'passage' : 'passages'}`;
      node.replaceChildren(
        element('h2', { role: 'status' }, `${count} selected`),
        element('p', { class: 'quiet' }, told),
        element(
          'div',
          { class: 'buttons' },
          button('Clear', () => events.clear(), { label: 'Clear the selection', keys: 'Escape' }),
          ...(rows.length === 2 ? [button('Sketch Between Them', () => events.sketchBetween(rows[0]!, rows[1]!))] : []),
          button('Save as CSV…', () => events.save(rows), { label: 'Save as CSV…: the selected passages' }),
          previous,
          next,
          where,
        ),
        list,
      );
      showPage();
    },
    fill(cards) {
      for (const { row, title, author, place, opening } of cards)
        items
          .get(row)
          ?.replaceChildren(
            element('strong', {}, title),
            element('span', { class: 'quiet' }, ` ${[author, place].filter(Boolean).join(' · ')}`),
            element('span', { class: 'verse' }, opening),
          );
    },
  };
}
