import { channels, dimmed, type PointsPicture, type PointsRenderer } from './points-renderer.ts';
import type { Size, View } from './view-transform.ts';

/**
 * Draws dots by direct pixel writes, where there is no WebGL 2: some ten milliseconds for 100,000 of them, without any
 * help of a graphics card.
 */
export function createCanvasPoints(canvas: HTMLCanvasElement): PointsRenderer {
  // Kept where the processor writes it: there is no graphics card to draw with.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  let image: ImageData | undefined;
  let pixels = new Uint32Array();
  return {
    name: 'Canvas 2D',
    canvas,
    draw(picture, view, size) {
      if (image?.width !== size.width || image.height !== size.height) {
        image = context.createImageData(size.width, size.height);
        pixels = new Uint32Array(image.data.buffer);
      }
      const { background, palette, bright, radius, brightExtra } = picture;
      pixels.fill(pixelOf(background, background));
      const full = Uint32Array.from(palette, (colour) => pixelOf(colour, background));
      if (bright) {
        const dim = Uint32Array.from(palette, (colour) => pixelOf(colour, background, dimmed));
        drawDots(pixels, size, view, picture, dim, radius, 0);
      }
      // What stands out lies on top.
      drawDots(pixels, size, view, picture, full, bright ? radius + brightExtra : radius, 1);
      context.putImageData(image, 0, 0);
    },
  };
}

/** Draws a disc for each row whose `bright` is as asked for, in the colour of its place. */
export function drawDots(
  pixels: Uint32Array,
  { width, height }: Size,
  view: View,
  { points, place, bright }: PointsPicture,
  colours: Uint32Array,
  radius: number,
  wanted: 0 | 1,
): void {
  const spans = discSpans(radius);
  const reach = spans.length >> 1;
  for (let row = 0; row < place.length; row++) {
    if (bright && bright[row] !== wanted) continue;
    const x = Math.round((points[row * 2]! - view.x) * view.scale + width / 2);
    const top = Math.round((view.y - points[row * 2 + 1]!) * view.scale + height / 2) - reach;
    if (x < -reach || x > width + reach || top < -2 * reach || top > height) continue;
    const colour = colours[place[row]!]!;
    for (let line = 0; line < spans.length; line++) {
      const at = top + line;
      if (at < 0 || at >= height) continue;
      const half = spans[line]!;
      const to = at * width + Math.min(x + half + 1, width);
      for (let i = at * width + Math.max(x - half, 0); i < to; i++) pixels[i] = colour;
    }
  }
}

/** Half the width of a disc on each of its lines of pixels. */
function discSpans(radius: number): Int32Array {
  const reach = Math.max(1, Math.round(radius));
  return Int32Array.from({ length: 2 * reach + 1 }, (_, line) =>
    Math.floor(Math.sqrt(Math.max((radius + 0.2) ** 2 - (line - reach) ** 2, 0)) + 0.3),
  );
}

/** A colour as a pixel in memory (ABGR on all machines that VS Code runs on), mixed with a background; `strength` 1 is the colour alone. */
function pixelOf(colour: string, background: string, strength = 1): number {
  const behind = channels(background);
  const mix = channels(colour).map((value, i) => Math.round(value * strength + behind[i]! * (1 - strength)));
  return ((255 << 24) | (mix[2]! << 16) | (mix[1]! << 8) | mix[0]!) >>> 0;
}
