import { element } from './elements.ts';
import { button } from './controls.ts';
import { post } from './host.ts';

/** What a chart is drawn from. */
export interface Numbers {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** The numbers of a chart, one click away: as a table, which a `refresh` event brings up to date, and to be copied. */
export function numbersBehind(label: string, numbers: Numbers): HTMLElement {
  const details = element('details', { class: 'numbers' }, element('summary', {}, 'Numbers'));
  const scroll = element('div', { class: 'scroll' });
  const fill = (): void => {
    if (!details.open) return;
    scroll.replaceChildren(numbersTable(label, numbers));
    if (scroll.isConnected) return;
    const copy = button('Copy as CSV', () => post({ type: 'copy', text: asCsv(numbers) }), {
      label: `Copy the numbers of “${label}” as CSV`,
    });
    details.append(copy, scroll);
  };
  details.addEventListener('toggle', fill);
  details.addEventListener('refresh', fill);
  return details;
}

export function numbersTable(label: string, { columns, rows }: Numbers): HTMLTableElement {
  const head = element('tr', {}, ...columns.map((column) => element('th', {}, column)));
  const body = rows.map((row) => element('tr', {}, ...row.map((value) => element('td', {}, shown(value)))));
  return element('table', { label }, element('thead', {}, head), element('tbody', {}, ...body));
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function asCsv({ columns, rows }: Numbers): string {
  const cell = (value: string | number): string => {
    if (typeof value === 'number') return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function shown(value: string | number): string {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
