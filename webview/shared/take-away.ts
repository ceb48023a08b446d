import type { ChartConfiguration } from 'chart.js';
import type { FromAnyPage, SaveFormat } from '../../src/protocol/page-messages.ts';
import { chartPng, chartSvg, type Picture } from './chart-picture.ts';
import { element } from './elements.ts';
import { post } from './host.ts';
import { asCsv, type Numbers } from './numbers.ts';
import { themeColour } from './theme.ts';

/** What of a chart can be taken away; asked for when somebody does, so that it is what is shown then. */
export interface TakenAway {
  title: string;
  configuration(): ChartConfiguration;
  numbers(): Numbers;
  /** In pixels of the page. */
  size(): { width: number; height: number };
}

/** Above and below what the page shows: a title, and a legend. */
const roomForTitle = 64;
const leastWidth = 480;

/** A quiet row of buttons that save a chart as a picture, as a drawing, or as numbers. */
export function takeAwayRow(chart: TakenAway): HTMLElement {
  const contents: Record<SaveFormat, () => string | Promise<Uint8Array>> = {
    png: () => chartPng(pictureOf(chart), document.createElement('canvas')),
    svg: () => chartSvg(pictureOf(chart), measureText()),
    csv: () => asCsv(chart.numbers()),
  };
  const buttons = (['png', 'svg', 'csv'] as const).map((format) =>
    saveButton(chart.title, format, format.toUpperCase(), contents[format]),
  );
  const row = element('div', { class: 'take-away', role: 'group', label: `Save “${chart.title}”` });
  row.append(element('span', { class: 'quiet' }, 'Save as'), ...buttons);
  return row;
}

/** Asks the extension to save what `content` gives. */
export function saveButton(
  title: string,
  format: SaveFormat,
  text: string,
  content: () => string | Promise<Uint8Array>,
): HTMLButtonElement {
  const button = element('button', { class: 'link', label: `Save as ${format.toUpperCase()}: ${title}` }, text);
  button.type = 'button';
  button.addEventListener('click', () => {
    const save = async (): Promise<void> =>
      post<FromAnyPage>({ type: 'save', name: title, format, content: await content() });
    void save();
  });
  return button;
}

function pictureOf({ title, configuration, size }: TakenAway): Picture {
  const { width, height } = size();
  return {
    title,
    configuration: configuration(),
    width: Math.max(Math.round(width), leastWidth),
    height: Math.round(height) + roomForTitle,
    background: themeColour('editor-background', '#ffffff'),
    foreground: themeColour('foreground'),
  };
}

function measureText(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d')!;
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
}
