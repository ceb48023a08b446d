import { element } from '../shared/elements.ts';
import { onThemeChange, themeColour } from '../shared/theme.ts';
import { createCanvasPoints } from './canvas-points.ts';
import { drawMarks } from './draw-marks.ts';
import { listenToMap, type MapEvents } from './map-input.ts';
import type { PointsRenderer } from './points-renderer.ts';
import { toScreen, viewOfAll, type Size, type View } from './view-transform.ts';
import { createWebglPoints } from './webgl-points.ts';

/** What the canvas shows; rows are passages. */
export interface MapPicture {
  /** [rows, 2] */
  points: Float32Array;
  /** Colour of each row, by its place in the palette of CSS colours. */
  place: Uint8Array;
  palette: readonly string[];
  /** 1 for rows that stand out, while the others are dimmed. All alike, where it is undefined. */
  bright: Uint8Array | undefined;
  /** The row with a ring around it, and those joined to it by lines. */
  chosen: number | undefined;
  linked: readonly number[];
}

export interface MapCanvas {
  readonly node: HTMLElement;
  /** Shows a picture, also one whose numbers have changed in place. */
  show(picture: MapPicture): void;
  /** The part that is seen; undefined shows all, also when the points move. */
  setView(view: View | undefined): void;
  /** Moves a row into the middle where it is out of sight. */
  bringInto(row: number): void;
  /** The map as it is shown, on a canvas of its own. */
  snapshot(): HTMLCanvasElement;
}

/** Passages as dots: drawn by the graphics card with WebGL 2, or pixel by pixel where there is none or it is taken away. */
export function createMapCanvas(events: MapEvents): MapCanvas {
  const marks = element('canvas', { class: 'marks' });
  const node = element('div', {
    class: 'map',
    role: 'application',
    label:
      'Map of passages. Arrow keys walk from passage to passage, Enter opens one, Space selects it, Escape ends the selection, plus and minus zoom, 0 shows all.',
  });
  node.tabIndex = 0;
  let renderer: PointsRenderer;
  const use = (next: PointsRenderer): void => {
    renderer = next;
    node.dataset.renderer = next.name;
    node.replaceChildren(next.canvas, marks);
  };
  // A canvas that once had WebGL gives no other context.
  const withoutWebgl = (): PointsRenderer => createCanvasPoints(element('canvas'));
  use(
    createWebglPoints(element('canvas'), () => {
      use(withoutWebgl());
      resize();
    }) ?? withoutWebgl(),
  );

  let picture: MapPicture | undefined;
  let version = 0;
  /** Undefined shows all. */
  let view: View | undefined;
  let outline: readonly number[] | undefined;
  let waiting = false;
  let ratio = 1;

  const size = (): Size => ({ width: marks.width, height: marks.height });
  const viewNow = (): View | undefined => view ?? (picture && viewOfAll(picture.points, size()));
  const draw = (): void => {
    const through = viewNow();
    if (!picture || !through) return;
    const { points, place, palette, bright } = picture;
    const dots = place.length > 50_000 ? 1.2 : place.length > 5000 ? 1.8 : 3;
    const background = themeColour('editor-background', '#1e1e1e');
    const look = { background, radius: dots * ratio, brightExtra: ratio };
    renderer.draw({ points, place, palette, bright, version, ...look }, through, size());
    drawMarks(marks, { ...picture, outline }, through, size(), ratio);
  };
  const redraw = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      // A hidden panel has no size, and nothing to draw.
      if (marks.width > 0 && document.visibilityState === 'visible') draw();
    });
  };
  const resize = (): void => {
    ratio = window.devicePixelRatio || 1;
    for (const canvas of [renderer.canvas, marks]) {
      canvas.width = Math.round(node.clientWidth * ratio);
      canvas.height = Math.round(node.clientHeight * ratio);
    }
    redraw();
  };
  const setView = (next: View | undefined): void => {
    view = next;
    redraw();
  };

  listenToMap(
    node,
    {
      picture: () => picture,
      view: viewNow,
      size,
      ratio: () => ratio,
      setView(next) {
        setView(next);
        events.moved(next);
      },
      outline(next) {
        outline = next;
        redraw();
      },
    },
    events,
  );
  new ResizeObserver(resize).observe(node);
  document.addEventListener('visibilitychange', redraw);
  onThemeChange(redraw);

  return {
    node,
    setView,
    show(next) {
      picture = next;
      version++;
      redraw();
    },
    bringInto(row) {
      const through = viewNow();
      if (!picture || !through) return;
      const [x, y] = toScreen(through, size(), picture.points[row * 2]!, picture.points[row * 2 + 1]!);
      const margin = 40 * ratio;
      if (x > margin && y > margin && x < marks.width - margin && y < marks.height - margin) return;
      const next = { ...through, x: picture.points[row * 2]!, y: picture.points[row * 2 + 1]! };
      setView(next);
      events.moved(next);
    },
    snapshot() {
      const whole = element('canvas');
      [whole.width, whole.height] = [marks.width, marks.height];
      // What WebGL drew may be read only until the browser shows it.
      draw();
      const context = whole.getContext('2d')!;
      context.drawImage(renderer.canvas, 0, 0);
      context.drawImage(marks, 0, 0);
      return whole;
    },
  };
}
