import type { Size, View } from './view-transform.ts';

/** Dots as they are to be drawn; rows are passages. */
export interface PointsPicture {
  /** [rows, 2] */
  points: Float32Array;
  /** Changes whenever numbers in `points`, `place` or `bright` do. */
  version: number;
  /** Colour of each row, by its place in the palette, [rows]. */
  place: Uint8Array;
  /** CSS colours, `mostColours` at most. */
  palette: readonly string[];
  /** 1 for rows that stand out, larger and on top; the others are dimmed. All alike, where it is undefined. */
  bright: Uint8Array | undefined;
  /** CSS colour. */
  background: string;
  /** Of a dot, in pixels; those that stand out are `brightExtra` larger. */
  radius: number;
  brightExtra: number;
}

/** What both ways to draw have room for. */
export const mostColours = 64;
/** How much of its colour a dimmed dot keeps. */
export const dimmed = 0.22;

/** Draws dots on a canvas of its own. */
export interface PointsRenderer {
  readonly name: 'WebGL 2' | 'Canvas 2D';
  readonly canvas: HTMLCanvasElement;
  draw(picture: PointsPicture, view: View, size: Size): void;
}

/** The channels of a CSS colour, `rgb(r, g, b)` or `#rrggbb`, 0 to 255. */
export function channels(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour);
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16)];
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])\b/i.exec(colour);
  if (short) return [0, 1, 2].map((i) => parseInt(short[i + 1]!.repeat(2), 16)) as [number, number, number];
  const [r = 128, g = 128, b = 128] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}
