import { themeColour } from '../shared/theme.ts';
import { toScreen, type Size, type View } from './view-transform.ts';

/** What lies over the dots: the chosen passage with lines to its neighbours, and the outline that is being drawn. */
export interface Marks {
  /** [rows, 2] */
  points: Float32Array;
  chosen: number | undefined;
  linked: readonly number[];
  /** In pixels of the canvas, x and y in turn. */
  outline: readonly number[] | undefined;
}

/** `ratio`: pixels of the canvas for each of the page's. */
export function drawMarks(canvas: HTMLCanvasElement, marks: Marks, view: View, size: Size, ratio: number): void {
  const { points, chosen, linked, outline } = marks;
  const visibility = chosen === undefined && !outline ? 'hidden' : 'visible';
  // Most frames have none, and a canvas that is touched is another layer for the browser to put together.
  if (visibility === 'hidden' && canvas.style.visibility === 'hidden') return;
  const context = canvas.getContext('2d')!;
  context.clearRect(0, 0, canvas.width, canvas.height);
  // Chromium may go on showing an older picture of a canvas that was only cleared.
  canvas.style.visibility = visibility;
  if (chosen !== undefined) {
    const at = (row: number): [number, number] => toScreen(view, size, points[row * 2]!, points[row * 2 + 1]!);
    const ring = ([x, y]: [number, number], radius: number): void => {
      context.beginPath();
      context.arc(x, y, radius * ratio, 0, 2 * Math.PI);
      context.stroke();
    };
    context.strokeStyle = themeColour('foreground');
    context.lineWidth = 1.2 * ratio;
    for (const row of linked) {
      context.beginPath();
      context.moveTo(...at(chosen));
      context.lineTo(...at(row));
      context.stroke();
      ring(at(row), 5);
    }
    context.strokeStyle = themeColour('focusBorder', '#007fd4');
    context.lineWidth = 3 * ratio;
    ring(at(chosen), 9);
  }
  if (!outline || outline.length < 4) return;
  context.beginPath();
  for (let i = 0; i < outline.length; i += 2) context.lineTo(outline[i]!, outline[i + 1]!);
  context.closePath();
  context.globalAlpha = 0.15;
  context.fillStyle = themeColour('focusBorder', '#007fd4');
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = themeColour('focusBorder', '#007fd4');
  context.lineWidth = 1.5 * ratio;
  context.stroke();
}
