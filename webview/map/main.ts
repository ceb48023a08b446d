import './map.css';
import type { FromMap, MapAction, MapCard, MapPassages, ToMap } from '../../src/protocol/map-messages.ts';
import { button, dropdown, searchBox } from '../shared/controls.ts';
import { element, pageRoot } from '../shared/elements.ts';
import { keepState, keptState, listen, post } from '../shared/host.ts';
import { onThemeChange } from '../shared/theme.ts';
import { colourings, colourRows, type Coloured, type Colouring } from './colours.ts';
import { createMapCanvas, type MapPicture } from './map-canvas.ts';
import { passagesTable } from './passages-table.ts';
import type { View } from './view-transform.ts';

interface Kept {
  colouring: Colouring;
  view?: View;
}

const kept: Kept = keptState<Kept>() ?? { colouring: 'author' };
const keep = (change: Partial<Kept>): void => keepState(Object.assign(kept, change));
const act = (action: MapAction, row: number): void => post<FromMap>({ type: 'action', action, row });

const card = element('div', { class: 'card', hidden: true });
const side = element('aside', { label: 'The chosen passage' });
const said = element('p', { class: 'said', role: 'status' });
const legend = element('ul', { class: 'legend', label: 'Colours' });
const caption = element('p', { class: 'quiet' });
const found = element('span', { class: 'quiet', role: 'status' });

let passages: MapPassages | undefined;
let coloured: Coloured | undefined;
let picture: MapPicture | undefined;
let pointed = -1;

const canvas = createMapCanvas({
  point(row, [x, y]) {
    card.style.left = `${x + 14}px`;
    card.style.top = `${y + 14}px`;
    if (row === pointed) return;
    pointed = row;
    card.hidden = true;
    if (row >= 0) post<FromMap>({ type: 'ask', row });
  },
  choose: (row) => post<FromMap>({ type: 'choose', row }),
  open: (row) => act('open', row),
  moved: (view) => keep({ view }),
});

listen<ToMap>((message) => {
  if (message.type === 'problem')
    pageRoot().replaceChildren(element('div', { class: 'problem', role: 'alert' }, message.message));
  else if (message.type === 'passages') showPassages(message.passages);
  else if (message.type === 'card') showCard(message.card);
  else showChosen(message.card, message.neighbours, message.compared);
});
onThemeChange(() => passages && colour(kept.colouring));

function showPassages(next: MapPassages): void {
  passages = next;
  picture = { points: next.points, colour: () => coloured!, bright: undefined, chosen: undefined, linked: [] };
  const shares = next.variance.map((share) => `${(share * 100).toFixed(0)}%`);
  const both = `${((next.variance[0] + next.variance[1]) * 100).toFixed(0)}%`;
  caption.textContent = `Each dot is one of ${next.cosine.length.toLocaleString('en-GB')} passages. The plane shows ${both} of how the bottleneck varies: ${shares[0]} from left to right, ${shares[1]} from bottom to top. What lies close here need not be close in all of its numbers.`;
  const controls = element(
    'div',
    { class: 'buttons', role: 'toolbar', label: 'Map' },
    dropdown('Colour by', colourings, kept.colouring, colour),
    searchBox('Search titles and authors', search),
    found,
    button('Reset View', () => canvas.reset(), { keys: '0' }),
  );
  side.replaceChildren(element('p', { class: 'quiet' }, 'Choose a passage: click a dot, or walk with the arrow keys.'));
  pageRoot().replaceChildren(
    element('h1', {}, `Map of ${next.run}`),
    caption,
    controls,
    element('div', { class: 'stage' }, element('div', { class: 'frame' }, canvas.node, card), side),
    legend,
    said,
    passagesTable(next),
  );
  colour(kept.colouring);
  if (kept.view) canvas.setView(kept.view);
}

function colour(colouring: Colouring): void {
  if (!passages || !picture) return;
  keep({ colouring });
  coloured = colourRows(passages, colouring);
  legend.replaceChildren(
    ...coloured.legend.map(([hue, name]) => {
      const dot = element('span', { class: 'hue' });
      dot.style.background = hue;
      return element('li', {}, dot, name);
    }),
  );
  canvas.show(picture);
}

function search(text: string): void {
  if (!passages || !picture) return;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const bright = new Set<number>();
  let poems = 0;
  let row = 0;
  for (const { title, author, rows } of passages.poems) {
    const name = `${title} ${author}`.toLowerCase();
    if (words.every((word) => name.includes(word))) {
      poems++;
      for (let i = 0; i < rows; i++) bright.add(row + i);
    }
    row += rows;
  }
  found.textContent = words.length > 0 ? `${poems} ${poems === 1 ? 'poem' : 'poems'}` : '';
  picture = { ...picture, bright: words.length > 0 ? bright : undefined, chosen: undefined, linked: [] };
  canvas.show(picture);
}

function showCard(told: MapCard): void {
  if (told.row !== pointed) return;
  card.replaceChildren(...cardLines(told));
  card.hidden = false;
}

function showChosen(told: MapCard, neighbours: { card: MapCard; value: string }[], compared: string): void {
  if (!picture) return;
  const linked = neighbours.map((neighbour) => neighbour.card.row);
  picture = { ...picture, chosen: told.row, linked, bright: new Set([...linked, told.row]) };
  canvas.show(picture);
  canvas.bringInto(told.row);
  said.textContent = `${told.title}, ${told.author}, ${told.place}: ${told.opening}`;
  side.replaceChildren(
    ...cardLines(told),
    element(
      'div',
      { class: 'buttons' },
      button('Open in Poem', () => act('open', told.row), { primary: true }),
      button('Inspect', () => act('inspect', told.row), { label: 'Inspect Reconstruction' }),
      button('Nearest…', () => act('nearest', told.row), { label: 'Show Nearest Passages' }),
      button('Show All', () => unchoose()),
    ),
    element('h2', {}, 'Nearest passages'),
    element('ol', { class: 'nearest' }, ...neighbours.map(neighbourItem)),
    element('p', { class: 'quiet' }, `Compared ${compared}.`),
  );
}

function neighbourItem({ card: told, value }: { card: MapCard; value: string }): HTMLElement {
  const choose = element('button', { class: 'plain' }, `${value}  ${told.title}`);
  choose.addEventListener('click', () => post<FromMap>({ type: 'choose', row: told.row }));
  return element('li', {}, choose, element('div', { class: 'quiet' }, told.opening));
}

function unchoose(): void {
  if (!picture) return;
  picture = { ...picture, chosen: undefined, linked: [], bright: undefined };
  canvas.show(picture);
  side.replaceChildren(element('p', { class: 'quiet' }, 'Choose a passage: click a dot, or walk with the arrow keys.'));
  canvas.node.focus();
}

function cardLines({ title, author, place, opening, cosine }: MapCard): HTMLElement[] {
  return [
    element('strong', {}, title),
    element('div', {}, [author, place].filter(Boolean).join(' · ')),
    element('p', { class: 'verse' }, opening),
    element('div', { class: 'quiet' }, `Reconstruction: cosine ${cosine}`),
  ];
}
