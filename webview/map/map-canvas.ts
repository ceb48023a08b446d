import { element } from '../shared/elements.ts';
import { onThemeChange, themeColour } from '../shared/theme.ts';
import { drawPoints, pixelOf } from './draw-points.ts';
import { rowNear, rowTowards, toPlane, toScreen, viewOfAll, zoomAt, type Size, type View } from './view-transform.ts';
import type { Coloured } from './colours.ts';

/** What the canvas shows; rows are passages. */
export interface MapPicture {
  /** [rows, 2] */
  points: Float32Array;
  colour(): Coloured;
  /** Rows that stand out; the others are dimmed. All, where it is undefined. */
  bright: ReadonlySet<number> | undefined;
  /** The row with a ring around it, and those joined to it by lines. */
  chosen: number | undefined;
  linked: readonly number[];
}

export interface MapEvents {
  /** The mouse rests on a row, or on none (-1). */
  point(row: number, at: [number, number]): void;
  /** A row was clicked, or walked to by the keys. */
  choose(row: number): void;
  /** Enter on the chosen row, or a double click. */
  open(row: number): void;
  moved(view: View): void;
}

export interface MapCanvas {
  readonly node: HTMLElement;
  show(picture: MapPicture): void;
  redraw(): void;
  setView(view: View): void;
  reset(): void;
  /** Moves a row into the middle where it is out of sight. */
  bringInto(row: number): void;
}

/** Passages as dots, with lines between neighbours: zoomed by the wheel or + and -, moved by dragging, walked by arrows. */
export function createMapCanvas(events: MapEvents): MapCanvas {
  const dots = element('canvas', { class: 'dots' });
  const marks = element('canvas', { class: 'marks' });
  const node = element('div', {
    class: 'map',
    role: 'application',
    label: 'Map of passages. Arrow keys walk from passage to passage, Enter opens one, plus and minus zoom.',
  });
  node.append(dots, marks);
  node.tabIndex = 0;
  let picture: MapPicture | undefined;
  let view: View | undefined;
  let waiting = false;
  let ratio = 1;

  const size = (): Size => ({ width: dots.width, height: dots.height });
  const redraw = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      // A hidden panel has no size, and nothing to draw.
      if (picture && dots.width > 0 && document.visibilityState === 'visible')
        draw(picture, (view ??= viewOfAll(picture.points, size())));
    });
  };

  const draw = (shown: MapPicture, through: View): void => {
    const { width, height } = size();
    const context = dots.getContext('2d')!;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const background = themeColour('editor-background', '#1e1e1e');
    pixels.fill(pixelOf(background, background));
    const { palette, place } = shown.colour();
    const [full, dim] = [palette.map((c) => pixelOf(c, background)), palette.map((c) => pixelOf(c, background, 0.22))];
    const rows = place.length;
    const { bright } = shown;
    const colours = Uint32Array.from(place, (at, row) => (!bright || bright.has(row) ? full : dim)[at]!);
    const radius = (rows > 50_000 ? 1.2 : rows > 5000 ? 1.8 : 3) * ratio;
    const target = { pixels, width, height };
    drawPoints(target, through, shown.points, colours, Int32Array.from(place.keys()), radius);
    // What stands out lies on top.
    if (bright) drawPoints(target, through, shown.points, colours, [...bright], radius + ratio);
    context.putImageData(image, 0, 0);
    drawMarks(shown, through);
  };

  const drawMarks = ({ chosen, linked, points }: MapPicture, through: View): void => {
    const context = marks.getContext('2d')!;
    context.clearRect(0, 0, marks.width, marks.height);
    if (chosen === undefined) return;
    const at = (row: number): [number, number] => toScreen(through, size(), points[row * 2]!, points[row * 2 + 1]!);
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
  };

  const resize = (): void => {
    ratio = window.devicePixelRatio || 1;
    for (const canvas of [dots, marks]) {
      canvas.width = Math.round(node.clientWidth * ratio);
      canvas.height = Math.round(node.clientHeight * ratio);
    }
    redraw();
  };
  const setView = (next: View): void => {
    view = next;
    events.moved(next);
    redraw();
  };
  const zoom = (x: number, y: number, factor: number): void => {
    if (view) setView(zoomAt(view, size(), x, y, factor));
  };
  const placeOf = (event: MouseEvent): [number, number] => {
    const { left, top } = node.getBoundingClientRect();
    return [(event.clientX - left) * ratio, (event.clientY - top) * ratio];
  };
  const rowAt = (event: MouseEvent): number => {
    if (!picture || !view) return -1;
    const [x, y] = toPlane(view, size(), ...placeOf(event));
    return rowNear(picture.points, x, y, (9 * ratio) / view.scale);
  };

  let drag: { x: number; y: number; view: View; moved: boolean } | undefined;
  node.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoom(...placeOf(event), Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) * 0.004));
    },
    { passive: false },
  );
  node.addEventListener('pointerdown', (event) => {
    if (!view) return;
    const [x, y] = placeOf(event);
    drag = { x, y, view, moved: false };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener('pointermove', (event) => {
    if (!drag) return events.point(rowAt(event), [event.offsetX, event.offsetY]);
    const [x, y] = placeOf(event);
    drag.moved ||= Math.hypot(x - drag.x, y - drag.y) > 4 * ratio;
    const { scale } = drag.view;
    if (drag.moved) setView({ x: drag.view.x - (x - drag.x) / scale, y: drag.view.y + (y - drag.y) / scale, scale });
  });
  node.addEventListener('pointerup', (event) => {
    const clicked = drag && !drag.moved ? rowAt(event) : -1;
    drag = undefined;
    if (clicked >= 0) events.choose(clicked);
  });
  node.addEventListener('pointerleave', () => events.point(-1, [0, 0]));
  node.addEventListener('dblclick', (event) => {
    const row = rowAt(event);
    if (row >= 0) events.open(row);
  });
  const arrows: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };
  node.addEventListener('keydown', (event) => {
    if (!picture || !view) return;
    const arrow = arrows[event.key];
    if (arrow) {
      const next =
        picture.chosen === undefined
          ? rowNear(picture.points, view.x, view.y, Infinity)
          : rowTowards(picture.points, picture.chosen, ...arrow);
      if (next >= 0) events.choose(next);
    } else if (event.key === 'Enter' && picture.chosen !== undefined) events.open(picture.chosen);
    else if (event.key === '+' || event.key === '=') zoom(dots.width / 2, dots.height / 2, 1.4);
    else if (event.key === '-') zoom(dots.width / 2, dots.height / 2, 1 / 1.4);
    else if (event.key === '0') reset();
    else return;
    event.preventDefault();
  });
  const reset = (): void => {
    if (picture) setView(viewOfAll(picture.points, size()));
  };
  new ResizeObserver(resize).observe(node);
  document.addEventListener('visibilitychange', redraw);
  onThemeChange(redraw);

  return {
    node,
    redraw,
    setView,
    reset,
    show(next) {
      picture = next;
      redraw();
    },
    bringInto(row) {
      if (!picture || !view) return;
      const [x, y] = toScreen(view, size(), picture.points[row * 2]!, picture.points[row * 2 + 1]!);
      const margin = 40 * ratio;
      if (x > margin && y > margin && x < dots.width - margin && y < dots.height - margin) return;
      setView({ ...view, x: picture.points[row * 2]!, y: picture.points[row * 2 + 1]! });
    },
  };
}
