import type { FromAnyPage } from '../../src/protocol/page-messages.ts';
import { button } from './controls.ts';
import { element } from './elements.ts';
import { post } from './host.ts';

/** What a chart is drawn from. */
export interface Numbers {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/**
 * The numbers of a chart, one click away: as a table, which a `refresh` event brings up to date, to be copied, and, unless
 * `saved` elsewhere, to be saved. They are asked for anew whenever they are looked at.
 */
export function numbersBehind(
  label: string,
  numbers: Numbers | (() => Numbers),
  saved = false,
  summary = 'Numbers',
): HTMLElement {
  const details = element('details', { class: 'numbers' }, element('summary', {}, summary));
  const now = (): Numbers => (typeof numbers === 'function' ? numbers() : numbers);
  const copy = (): void => post<FromAnyPage>({ type: 'copy', text: asCsv(now()) });
  const save = (): void => post<FromAnyPage>({ type: 'save', name: label, format: 'csv', content: asCsv(now()) });
  const buttons = element('div', { class: 'buttons' }, button('Copy as CSV', copy, { label: `Copy as CSV: ${label}` }));
  if (!saved) buttons.append(button('Save as CSV', save, { label: `Save as CSV: ${label}` }));
  const table = element('div', {});
  const fill = (): void => {
    if (!details.open) return;
    table.replaceChildren(scrolling(label, numbersTable(label, now())));
    // What is there already keeps its focus.
    if (!buttons.isConnected) details.append(buttons, table);
  };
  details.addEventListener('toggle', fill);
  details.addEventListener('refresh', fill);
  return details;
}

/** A table that is too large for its place; it can be scrolled by the keyboard too. */
export function scrolling(label: string, table: HTMLElement): HTMLElement {
  const frame = element('div', { class: 'scroll', role: 'region', label }, table);
  frame.tabIndex = 0;
  return frame;
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
