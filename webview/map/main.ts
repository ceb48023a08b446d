import './map.css';
import type { FromMap, MapPassages, ToMap } from '../../src/protocol/map-messages.ts';
import type { PassageClusters, Projection } from '../../src/protocol/projection-messages.ts';
import { button, dropdown } from '../shared/controls.ts';
import { element, pageRoot } from '../shared/elements.ts';
import { listen, post } from '../shared/host.ts';
import { onThemeChange } from '../shared/theme.ts';
import { createChosenPassage } from './chosen-passage.ts';
import { colourings, colourRows, type Coloured, type Colouring, type LegendEntry } from './colours.ts';
import { clustersCaption, layoutCaption, layoutEnd } from './explanations.ts';
import { createHoverCard } from './hover-card.ts';
import { keep, state } from './kept-state.ts';
import { union } from './lasso.ts';
import { createLayoutControls } from './layout-controls.ts';
import { createLegend } from './legend.ts';
import { createMapCanvas } from './map-canvas.ts';
import { createMapTools } from './map-tools.ts';
import { createPassageSearch } from './passage-search.ts';
import { createPassagesTable } from './passages-table.ts';
import { inFrame, movingPoints, type MovingPoints } from './place-points.ts';
import { savePicture } from './save-picture.ts';
import { createSelectionList } from './selection-list.ts';

const none = new Int32Array(0);
/** Milliseconds that the dots take to another layout, and from one of its steps to the next. */
const [toLayout, toStep] = [500, 180];
/** Milliseconds of rest after which the part of the map that is seen is kept. */
const keepPause = 300;

let passages: MapPassages | undefined;
let clusters: PassageClusters | undefined;
let coloured: Coloured | undefined;
let moving: MovingPoints | undefined;
/** As the layout has them, where `moving` is brought to one frame, [rows, 2]. */
let places: Float32Array = new Float32Array(0);
/** The layout that is shown or awaited; undefined for the principal components. */
let wanted: Projection | undefined;
let selected: Int32Array = none;
let selectedEntry: LegendEntry | undefined;
let chosen: number | undefined;
let linked: readonly number[] = [];
let keepTimer: number | undefined;

const choose = (row: number): void => post<FromMap>({ type: 'choose', row });
const open = (row: number): void => post<FromMap>({ type: 'action', action: 'open', row });
const table = (rows?: Int32Array): void =>
  post<FromMap>({ type: 'table', points: places, ...(rows && { rows: rows.slice() }) });

const card = createHoverCard((row) => post<FromMap>({ type: 'ask', row }));
const said = element('p', { class: 'said', role: 'status' });
const heading = element('h1', {});
const caption = element('p', { class: 'quiet' });
const aboutColours = element('p', { class: 'quiet' });
const search = createPassageSearch(
  (text) => post<FromMap>({ type: 'search', text }),
  () => select(none, ''),
);
const passagesTable = createPassagesTable();

const canvas = createMapCanvas({
  tool: () => tools.chosen,
  point: (row, at) => card.point(row, at, canvas.node),
  choose,
  open,
  select: (rows, add) => select(add ? union(selected, rows) : rows, 'Drawn around on the map.'),
  toggle(row) {
    const without = selected.filter((one) => one !== row);
    const next = without.length < selected.length ? without : union(selected, Int32Array.of(row));
    select(next, 'Selected one by one.');
  },
  clear: () => (selected.length > 0 ? select(none, '') : letGo()),
  moved(view) {
    // Every frame of a zoom comes here, and what is kept goes to the extension each time.
    clearTimeout(keepTimer);
    keepTimer = window.setTimeout(() => keep({ view }), keepPause);
  },
});
const tools = createMapTools(state.tool, canvas.node, (tool) => keep({ tool }));
const layout = createLayoutControls({
  choose(projection) {
    // Its dots lie elsewhere.
    keep({ stopped: false });
    resetView();
    layOut(projection);
  },
  stop: () => post<FromMap>({ type: 'stop' }),
});
const legend = createLegend((entry) => {
  if (entry?.rows) select(entry.rows, `Of one colour: ${entry.name}.`, entry);
  else select(none, '');
});
const list = createSelectionList({
  list: (rows) => post<FromMap>({ type: 'list', rows }),
  choose,
  open,
  clear() {
    select(none, '');
    canvas.node.focus();
  },
  save: table,
  sketchBetween: (row, other) => post<FromMap>({ type: 'sketchBetween', row, other }),
});
const chosenPassage = createChosenPassage(() => {
  letGo();
  canvas.node.focus();
});

listen<ToMap>((message) => {
  switch (message.type) {
    case 'problem':
      return pageRoot().replaceChildren(element('div', { class: 'problem', role: 'alert' }, message.message));
    case 'passages':
      return showPassages(message.passages);
    case 'card':
      return card.show(message.card, message.text);
    case 'chosen':
      return showChosen(message);
    case 'cards':
      return list.fill(message.cards);
    case 'clusters':
      return showClusters(message.clusters, message.message);
    case 'found':
      return showFound(message);
    case 'projecting':
    case 'projected':
    case 'notProjected':
      // An earlier wish may still be answered.
      if (JSON.stringify(message.projection) === JSON.stringify(wanted)) showLayout(message);
  }
});
onThemeChange(() => colour(state.colouring));

function showPassages(next: MapPassages): void {
  const heard = performance.now();
  passages = next;
  clusters = undefined;
  [places, moving] = [next.points, movingPoints(inFrame(next.points), draw)];
  [selected, selectedEntry, chosen, linked] = [none, undefined, undefined, []];
  list.show(none, '');
  chosenPassage.clear();
  heading.textContent = `Map of ${next.run}`;
  pageRoot().replaceChildren(
    heading,
    caption,
    layout.node,
    element(
      'div',
      { class: 'buttons', role: 'toolbar', label: 'Map' },
      element(
        'span',
        { class: 'field' },
        element('span', {}, 'Colour by'),
        dropdown('Colour by', colourings, state.colouring, colour),
      ),
      search.node,
      tools.node,
      button('Reset View', resetView, { keys: '0' }),
      button('Save Picture…', () => void takePicture(), { label: 'Save Picture…: the map as PNG' }),
      button('Save as CSV…', () => table(), { label: 'Save as CSV…: all passages' }),
    ),
    element(
      'div',
      { class: 'stage' },
      element('div', { class: 'frame' }, canvas.node, card.node),
      element('aside', { label: 'Passages' }, list.node, chosenPassage.node),
    ),
    legend.node,
    aboutColours,
    said,
    passagesTable.node,
  );
  colour(state.colouring);
  // For who looks into how long it took: it is drawn in the next frame, and seen after it.
  requestAnimationFrame(() => requestAnimationFrame(() => performance.measure('first picture', { start: heard })));
  canvas.setView(state.view);
  layOut(state.method === 'pca' ? undefined : state[state.method]);
}

/** Goes to a layout: at once to the principal components, to any other when the compute process has it. */
function layOut(projection: Projection | undefined): void {
  if (!passages || !moving) return;
  if (wanted && !projection) post<FromMap>({ type: 'stop' });
  wanted = projection;
  caption.textContent = layoutCaption(passages, projection?.type ?? 'pca');
  if (projection) return post<FromMap>({ type: 'project', projection });
  layout.showEnd('');
  place(passages.points, toLayout);
}

function showLayout(message: Extract<ToMap, { projection: Projection }>): void {
  if (message.type === 'projecting') {
    layout.showProgress(message.progress);
    if (message.progress.points) place(message.progress.points, toStep);
  } else if (message.type === 'projected') {
    layout.showEnd(layoutEnd(message.projected));
    place(message.projected.points, message.projected.wasKept ? toLayout : toStep);
  } else {
    keep({ stopped: true });
    layout.showEnd(message.message ?? 'Stopped where it is; not kept.');
  }
}

/** Moves the dots to their places, [rows, 2]. */
function place(points: Float32Array, milliseconds: number): void {
  if (!passages || !moving || points.length !== moving.points.length) return;
  places = points;
  moving.moveTo(inFrame(points), milliseconds);
  passagesTable.show(passages, { points, clusterOf: clusters?.clusterOf });
}

function colour(colouring: Colouring): void {
  if (!passages) return;
  // Of another theme's legend it is the entry in the same place; what is selected stays so under other colours too.
  const at = colouring === state.colouring && selectedEntry ? (coloured?.legend.indexOf(selectedEntry) ?? -1) : -1;
  keep({ colouring });
  coloured = colourRows(passages, colouring, clusters);
  legend.show(coloured.legend);
  selectedEntry = coloured.legend[at];
  legend.press(selectedEntry);
  aboutColours.textContent = '';
  if (colouring === 'cluster') {
    if (clusters) aboutColours.textContent = clustersCaption(clusters);
    else {
      aboutColours.textContent = 'Looking for clusters…';
      post<FromMap>({ type: 'clusters' });
    }
  }
  draw();
}

function showClusters(next: PassageClusters | null, problem = ''): void {
  if (!passages || next?.clusterOf.length !== passages.cosine.length) {
    aboutColours.textContent = problem;
    return;
  }
  clusters = next;
  passagesTable.show(passages, { points: places, clusterOf: next.clusterOf });
  if (state.colouring === 'cluster') colour('cluster');
}

/** Selects rows: they are listed and stand out. `entry` is the legend's, where they are all of its colour. */
function select(rows: Int32Array, told: string, entry?: LegendEntry): void {
  selected = rows;
  selectedEntry = entry;
  legend.press(entry);
  search.forget();
  list.show(rows, told);
  draw();
}

function showFound({ text, rows, message }: Extract<ToMap, { type: 'found' }>): void {
  if (!search.show(text, rows.length, message)) return;
  select(rows, `With “${text}” in title, author or text.`);
  // A selection of any other kind ends what is said of a search.
  search.show(text, rows.length, message);
}

function showChosen({ card: told, neighbours, compared }: Extract<ToMap, { type: 'chosen' }>): void {
  chosen = told.row;
  linked = neighbours.map((neighbour) => neighbour.card.row);
  said.textContent = `${told.title}, ${told.author}, ${told.place}: ${told.opening}`;
  chosenPassage.show(told, neighbours, compared);
  draw();
  canvas.bringInto(told.row);
}

function resetView(): void {
  clearTimeout(keepTimer);
  keep({ view: undefined });
  canvas.setView(undefined);
}

function letGo(): void {
  [chosen, linked] = [undefined, []];
  chosenPassage.clear();
  draw();
}

function draw(): void {
  if (!passages || !moving || !coloured) return;
  const { palette, place: colours } = coloured;
  canvas.show({ points: moving.points, palette, place: colours, bright: standOut(colours.length), chosen, linked });
}

/** The selected rows, the chosen one and its neighbours; undefined where there are none, for then all are alike. */
function standOut(rows: number): Uint8Array | undefined {
  if (selected.length === 0 && chosen === undefined) return undefined;
  const bright = new Uint8Array(rows);
  for (const row of selected) bright[row] = 1;
  for (const row of linked) bright[row] = 1;
  if (chosen !== undefined) bright[chosen] = 1;
  return bright;
}

async function takePicture(): Promise<void> {
  if (passages && coloured) await savePicture(`Map of ${passages.run}`, canvas.snapshot(), coloured.legend);
}
