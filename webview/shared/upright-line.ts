import type { Plugin } from 'chart.js';

/** A chart.js plugin that marks a place on the x axis by an upright line; `colour` is asked for at each drawing. */
export function uprightLine(id: string, place: number, colour: () => string): Plugin {
  return {
    id,
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      const x = scales.x!.getPixelForValue(place);
      if (x > chartArea.right) return;
      ctx.save();
      ctx.strokeStyle = colour();
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}
