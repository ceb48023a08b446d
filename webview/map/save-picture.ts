import type { SaveMessage } from '../../src/protocol/page-messages.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { themeColour } from '../shared/theme.ts';
import type { LegendEntry } from './colours.ts';

/** Saves the map as it is shown as PNG, with its legend below. */
export async function savePicture(name: string, map: HTMLCanvasElement, legend: readonly LegendEntry[]): Promise<void> {
  const ratio = window.devicePixelRatio || 1;
  const [size, gap, margin] = [13 * ratio, 22 * ratio, 14 * ratio];
  const whole = element('canvas');
  const context = whole.getContext('2d')!;
  const font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  context.font = font;
  // Where each entry stands: row by row, as many in each as have room.
  let [x, line] = [margin, 0];
  const places = legend.map(({ name: text }) => {
    const width = size + gap + context.measureText(text).width;
    if (x > margin && x + width > map.width - margin) [x, line] = [margin, line + 1];
    const place = { x, line };
    x += width;
    return place;
  });
  whole.width = map.width;
  whole.height = map.height + (legend.length > 0 ? 2 * margin + (line + 1) * gap : 0);
  context.fillStyle = themeColour('editor-background', '#ffffff');
  context.fillRect(0, 0, whole.width, whole.height);
  context.drawImage(map, 0, 0);
  context.font = font;
  context.textBaseline = 'middle';
  legend.forEach(({ colour, name: text }, i) => {
    const at = { x: places[i]!.x, y: map.height + margin + (places[i]!.line + 0.5) * gap };
    context.fillStyle = colour;
    context.beginPath();
    context.arc(at.x + size / 2, at.y, size / 2.6, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = themeColour('foreground', '#000000');
    context.fillText(text, at.x + size + gap / 4, at.y);
  });
  const blob = await new Promise<Blob | null>((resolve) => whole.toBlob(resolve, 'image/png'));
  if (!blob) return;
  post<SaveMessage>({ type: 'save', name, format: 'png', content: new Uint8Array(await blob.arrayBuffer()) });
}
