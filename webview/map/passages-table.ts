import type { FromMap, MapPassages } from '../../src/protocol/map-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { asCsv, numbersTable, scrolling, type Numbers } from '../shared/numbers.ts';

const pageRows = 100;
const parts = ['training', 'validation', 'test'];

/** What the map shows as a table, a page at a time, for whoever does not see it or wants its numbers. */
export function passagesTable(passages: MapPassages): HTMLElement {
  const details = element('details', { class: 'numbers' }, element('summary', {}, 'Passages as a table'));
  const held = element('div', {});
  const total = passages.cosine.length;
  let from = 0;
  const turn = (by: number): void => {
    from = Math.max(0, Math.min(from + by, Math.floor((total - 1) / pageRows) * pageRows));
    fill();
  };
  const fill = (): void => {
    const to = Math.min(from + pageRows, total);
    held.replaceChildren(
      element(
        'div',
        { class: 'buttons' },
        button('Previous', () => turn(-pageRows), { disabled: from === 0 }),
        button('Next', () => turn(pageRows), { disabled: to === total }),
        element('span', { class: 'quiet' }, `${from + 1}-${to} of ${total}`),
        button('Copy All as CSV', () => post<FromMap>({ type: 'copy', text: asCsv(numbersOf(passages, 0, total)) })),
      ),
      scrolling('Passages', numbersTable('Passages', numbersOf(passages, from, to))),
    );
  };
  details.addEventListener('toggle', () => details.open && held.childElementCount === 0 && fill());
  details.append(held);
  return details;
}

function numbersOf({ poems, points, cosine, split }: MapPassages, from: number, to: number): Numbers {
  const rows: (string | number)[][] = [];
  let first = 0;
  for (const { title, author, rows: count } of poems) {
    for (let row = Math.max(first, from); row < Math.min(first + count, to); row++)
      rows.push([
        title,
        author,
        row - first + 1,
        points[row * 2]!,
        points[row * 2 + 1]!,
        cosine[row]!,
        parts[split[row]!]!,
      ]);
    first += count;
  }
  return { columns: ['poem', 'author', 'chunk', 'x', 'y', 'cosine', 'part'], rows };
}
