import type { FromMap, MapPassages } from '../../src/protocol/map-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { asCsv, numbersTable, scrolling, type Numbers } from '../shared/numbers.ts';

const pageRows = 100;
const parts = ['training', 'validation', 'test'];

/** Where the passages are now, and in which cluster where that is known. */
export interface Places {
  /** [rows, 2] */
  points: Float32Array;
  clusterOf: Uint8Array | undefined;
}

/** What the map shows as a table, a page at a time, for whoever does not see it or wants its numbers. */
export interface PassagesTable {
  readonly node: HTMLElement;
  show(passages: MapPassages, places: Places): void;
}

export function createPassagesTable(): PassagesTable {
  const node = element('details', { class: 'numbers' }, element('summary', {}, 'Passages as a table'));
  const held = element('div', {});
  node.append(held);
  let shown: { passages: MapPassages; places: Places } | undefined;
  let from = 0;
  const turn = (by: number): void => {
    const total = shown?.passages.cosine.length ?? 0;
    from = Math.max(0, Math.min(from + by, Math.floor((total - 1) / pageRows) * pageRows));
    fill();
  };
  const fill = (): void => {
    if (!shown || !node.open) return held.replaceChildren();
    const { passages, places } = shown;
    const total = passages.cosine.length;
    const to = Math.min(from + pageRows, total);
    const all = (): Numbers => numbersOf(passages, places, 0, total);
    held.replaceChildren(
      element(
        'div',
        { class: 'buttons' },
        button('Previous', () => turn(-pageRows), { disabled: from === 0 }),
        button('Next', () => turn(pageRows), { disabled: to === total }),
        element('span', { class: 'quiet' }, `${from + 1}-${to} of ${total}`),
        button('Copy All as CSV', () => post<FromMap>({ type: 'copy', text: asCsv(all()) })),
      ),
      scrolling('Passages', numbersTable('Passages', numbersOf(passages, places, from, to))),
    );
  };
  node.addEventListener('toggle', fill);
  return {
    node,
    show(passages, places) {
      if (shown?.passages !== passages) from = 0;
      shown = { passages, places };
      fill();
    },
  };
}

function numbersOf(
  { poems, cosine, split }: MapPassages,
  { points, clusterOf }: Places,
  from: number,
  to: number,
): Numbers {
  const rows: (string | number)[][] = [];
  let first = 0;
  for (const { title, author, rows: count } of poems) {
    for (let row = Math.max(first, from); row < Math.min(first + count, to); row++)
      rows.push([
        ...[title, author, row - first + 1, points[row * 2]!, points[row * 2 + 1]!],
        ...[cosine[row]!, parts[split[row]!]!, ...(clusterOf ? [clusterOf[row]! + 1] : [])],
      ]);
    first += count;
  }
  const columns = ['poem', 'author', 'chunk', 'x', 'y', 'cosine', 'part'];
  return { columns: clusterOf ? [...columns, 'cluster'] : columns, rows };
}
