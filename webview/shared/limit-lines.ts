import type { Plugin } from 'chart.js';
import { themeColour } from './theme.ts';

/** A value along y that is worth a warning. */
export interface Limit {
  value: number;
  name: string;
}

/** Lines across a chart at the values where a warning begins, each with its name. */
export function limitLines(limits: () => readonly Limit[]): Plugin {
  return {
    id: 'limits',
    afterDatasetsDraw({ ctx, chartArea: { left, right, top, bottom }, scales }) {
      const colour = themeColour('editorWarning-foreground', '#bf8803');
      ctx.save();
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      ctx.font = `11px ${themeColour('font-family', 'sans-serif')}`;
      ctx.textAlign = 'right';
      ctx.setLineDash([6, 4]);
      for (const { value, name } of limits()) {
        const y = scales.y!.getPixelForValue(value);
        if (!(y >= top && y <= bottom)) continue;
        ctx.beginPath();
        ctx.moveTo(left, y);
        ctx.lineTo(right, y);
        ctx.stroke();
        // Above the line, but for one that runs along the upper edge.
        ctx.textBaseline = y - top < 16 ? 'top' : 'bottom';
        ctx.fillText(name, right - 4, y - top < 16 ? y + 3 : y - 2);
      }
      ctx.restore();
    },
  };
}
