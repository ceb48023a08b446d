// The one module that knows chart.js; only what is used is registered.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartConfiguration,
  type ChartType,
} from 'chart.js';
import { element } from './elements.ts';
import { numbersBehind, type Numbers } from './numbers.ts';
import { takeAwayRow } from './take-away.ts';
import { onThemeChange, reducedMotion, themeColour } from './theme.ts';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
);

const updates = new WeakMap<HTMLElement, () => void>();

/** Draws a chart anew in place, from what its `configure` and its numbers give now. */
export function updateChart(figure: HTMLElement): void {
  updates.get(figure)?.();
}

/**
 * A chart with its numbers behind it, and a row of buttons to take it away. `configure` is called anew when the theme
 * changes, and reads its colours then; it and `numbers` are called anew when the chart is saved. `label` says to a screen
 * reader what the chart shows.
 */
export function chart<Type extends ChartType>(
  label: string,
  configure: () => ChartConfiguration<Type>,
  numbers: Numbers | (() => Numbers),
  height = 220,
): HTMLElement {
  const canvas = element('canvas', { role: 'img', label });
  const frame = element('div', { class: 'chart' }, canvas);
  frame.style.height = `${height}px`;
  let drawn: Chart | undefined;
  const draw = (): void => {
    drawn?.destroy();
    Chart.defaults.color = themeColour('foreground');
    Chart.defaults.borderColor = themeColour('editorWidget-border', 'rgba(128, 128, 128, 0.3)');
    Chart.defaults.font.family = themeColour('font-family', 'sans-serif');
    Chart.defaults.maintainAspectRatio = false;
    if (reducedMotion()) Chart.defaults.animation = false;
    else Chart.defaults.animations.colors = false;
    drawn = new Chart(canvas, configure() as ChartConfiguration);
  };
  // A canvas has no size before it is on the page.
  requestAnimationFrame(draw);
  onThemeChange(() => frame.isConnected && draw());
  const row = takeAwayRow({
    title: label,
    configuration: () => configure() as ChartConfiguration,
    numbers: () => (typeof numbers === 'function' ? numbers() : numbers),
    size: () => ({ width: frame.clientWidth, height }),
  });
  const behind = numbersBehind(label, numbers, true);
  const figure = element('figure', {}, frame, row, behind);
  updates.set(figure, () => {
    behind.dispatchEvent(new Event('refresh'));
    if (!drawn) return;
    const { data, options } = configure() as ChartConfiguration;
    drawn.data = data;
    drawn.options = options ?? {};
    drawn.update('none');
  });
  return figure;
}
