import { boxOutline, rowsInside } from './lasso.ts';
import type { MapPicture } from './map-canvas.ts';
import { rowNear, rowTowards, toPlane, zoomAt, type Size, type View } from './view-transform.ts';

/** What dragging does. */
export const tools = ['move', 'box', 'lasso'] as const;
export type Tool = (typeof tools)[number];

/** What a person does on the map; rows are passages. */
export interface MapEvents {
  tool(): Tool;
  /** The mouse rests on a row, or on none (-1); the place is in pixels of the page. */
  point(row: number, at: [number, number]): void;
  /** A row was clicked, or walked to by the keys. */
  choose(row: number): void;
  /** Enter on the chosen row, or a double click. */
  open(row: number): void;
  /** Rows were drawn around, to be added to those selected before or to take their place. */
  select(rows: Int32Array, add: boolean): void;
  /** Space on the chosen row. */
  toggle(row: number): void;
  /** Escape. */
  clear(): void;
  /** Undefined shows all. */
  moved(view: View | undefined): void;
}

/** The map as the input sees it. */
interface MapState {
  picture(): MapPicture | undefined;
  view(): View | undefined;
  size(): Size;
  /** Pixels of the canvas for each of the page's. */
  ratio(): number;
  setView(view: View | undefined): void;
  /** An outline that is being drawn, in pixels of the canvas, x and y in turn. */
  outline(outline: readonly number[] | undefined): void;
}

interface Drag {
  tool: Tool;
  view: View;
  /** Where it went, x and y in turn, in pixels of the canvas. */
  path: number[];
  moved: boolean;
}

/** Pixels that a click may wander. */
const slack = 4;

/** Zooms by the wheel or + and -, moves or selects by dragging, walks by arrows. */
export function listenToMap(node: HTMLElement, state: MapState, events: MapEvents): void {
  let drag: Drag | undefined;
  listenToKeys(node, state, events, () => {
    if (!drag) return false;
    drag = undefined;
    state.outline(undefined);
    return true;
  });

  const placeOf = (event: MouseEvent): [number, number] => {
    const { left, top } = node.getBoundingClientRect();
    return [(event.clientX - left) * state.ratio(), (event.clientY - top) * state.ratio()];
  };
  const rowAt = (event: MouseEvent): number => {
    const [picture, view] = [state.picture(), state.view()];
    if (!picture || !view) return -1;
    const [x, y] = toPlane(view, state.size(), ...placeOf(event));
    return rowNear(picture.points, x, y, (9 * state.ratio()) / view.scale);
  };
  const outlineOf = ({ tool, path }: Drag): readonly number[] =>
    tool === 'box' ? boxOutline(path[0]!, path[1]!, path.at(-2)!, path.at(-1)!) : path;

  node.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const view = state.view();
      const factor = Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) * 0.004);
      if (view) state.setView(zoomAt(view, state.size(), ...placeOf(event), factor));
    },
    { passive: false },
  );
  node.addEventListener('pointerdown', (event) => {
    const view = state.view();
    if (!view || event.button !== 0) return;
    drag = { tool: events.tool(), view, path: placeOf(event), moved: false };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener('pointermove', (event) => {
    if (!drag) return events.point(rowAt(event), [event.offsetX, event.offsetY]);
    const [x, y] = placeOf(event);
    const [fromX, fromY] = [drag.path[0]!, drag.path[1]!];
    drag.moved ||= Math.hypot(x - fromX, y - fromY) > slack * state.ratio();
    if (!drag.moved) return;
    events.point(-1, [0, 0]);
    if (drag.tool === 'move') {
      const { scale } = drag.view;
      return state.setView({ x: drag.view.x - (x - fromX) / scale, y: drag.view.y + (y - fromY) / scale, scale });
    }
    drag.path.push(x, y);
    state.outline(outlineOf(drag));
  });
  node.addEventListener('pointerup', (event) => {
    const ended = drag;
    drag = undefined;
    if (!ended) return;
    if (!ended.moved) {
      const row = rowAt(event);
      if (row >= 0) events.choose(row);
      return;
    }
    const picture = state.picture();
    if (ended.tool === 'move' || !picture) return;
    state.outline(undefined);
    const corners = outlineOf(ended);
    const onPlane: number[] = [];
    for (let i = 0; i < corners.length; i += 2)
      onPlane.push(...toPlane(ended.view, state.size(), corners[i]!, corners[i + 1]!));
    events.select(rowsInside(picture.points, onPlane), event.shiftKey);
  });
  node.addEventListener('pointercancel', () => {
    drag = undefined;
    state.outline(undefined);
  });
  node.addEventListener('pointerleave', () => events.point(-1, [0, 0]));
  node.addEventListener('dblclick', (event) => {
    const row = rowAt(event);
    if (row >= 0) events.open(row);
  });
}

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** `endDrag` says whether there was something to end. */
function listenToKeys(node: HTMLElement, state: MapState, events: MapEvents, endDrag: () => boolean): void {
  node.addEventListener('keydown', (event) => {
    const [picture, view] = [state.picture(), state.view()];
    if (!picture || !view || event.ctrlKey || event.metaKey || event.altKey) return;
    const { chosen, points } = picture;
    const { width, height } = state.size();
    const arrow = arrows[event.key];
    if (arrow) {
      const next =
        chosen === undefined ? rowNear(points, view.x, view.y, Infinity) : rowTowards(points, chosen, ...arrow);
      if (next >= 0) events.choose(next);
    } else if (event.key === 'Enter' && chosen !== undefined) events.open(chosen);
    else if (event.key === ' ' && chosen !== undefined) events.toggle(chosen);
    else if (event.key === 'Escape') {
      if (!endDrag()) events.clear();
    } else if (event.key === '+' || event.key === '=')
      state.setView(zoomAt(view, state.size(), width / 2, height / 2, 1.4));
    else if (event.key === '-') state.setView(zoomAt(view, state.size(), width / 2, height / 2, 1 / 1.4));
    else if (event.key === '0') state.setView(undefined);
    else return;
    event.preventDefault();
  });
}
