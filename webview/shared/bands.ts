import type { Plugin } from 'chart.js';
import { isHighContrast, themeColour, withAlpha } from './theme.ts';

/** A stretch of a chart's places along x, both ends included. */
export interface Band {
  from: number;
  to: number;
  name: string;
  colour: string;
}

/** Coloured stretches in the background of a chart, each with its name at the top where there is room for it. */
export function bandsBehind(bands: () => readonly Band[]): Plugin {
  return {
    id: 'bands',
    beforeDatasetsDraw({ ctx, chartArea: { left, right, top, bottom }, scales }) {
      const x = scales.x!;
      const clip = (pixel: number): number => Math.min(Math.max(pixel, left), right);
      const all = bands();
      ctx.save();
      ctx.font = `11px ${themeColour('font-family', 'sans-serif')}`;
      ctx.textBaseline = 'top';
      for (const [i, { from, to, name, colour }] of all.entries()) {
        // Half way to the neighbours, where there are any.
        const start = i === 0 ? left : clip((x.getPixelForValue(from - 1) + x.getPixelForValue(from)) / 2);
        const end = i === all.length - 1 ? right : clip((x.getPixelForValue(to) + x.getPixelForValue(to + 1)) / 2);
        ctx.fillStyle = withAlpha(colour, isHighContrast() ? 0.2 : 0.09);
        ctx.fillRect(start, top, end - start, bottom - top);
        ctx.fillStyle = themeColour('descriptionForeground');
        const text = [name, String(i + 1)].find((words) => ctx.measureText(words).width <= end - start - 8);
        if (text !== undefined) ctx.fillText(text, start + 4, top + 3);
      }
      ctx.restore();
    },
  };
}
