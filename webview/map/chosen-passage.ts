import type { FromMap, MapAction, MapCard } from '../../src/protocol/map-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';

const invitation =
  'Choose a passage: click a dot, or walk with the arrow keys. Draw a box or a lasso around several to list them.';

/** The passage that is chosen, with those nearest to it. */
export interface ChosenPassage {
  readonly node: HTMLElement;
  show(card: MapCard, neighbours: readonly { card: MapCard; value: string }[], compared: string): void;
  clear(): void;
}

export function createChosenPassage(letGo: () => void): ChosenPassage {
  const node = element('section', { label: 'The chosen passage' }, element('p', { class: 'quiet' }, invitation));
  const act = (action: MapAction, row: number): void => post<FromMap>({ type: 'action', action, row });
  return {
    node,
    show(card, neighbours, compared) {
      const { row } = card;
      node.replaceChildren(
        ...cardLines(card),
        element(
          'div',
          { class: 'buttons' },
          button('Open in Poem', () => act('open', row), { primary: true }),
          button('Inspect', () => act('inspect', row), { label: 'Inspect Reconstruction' }),
          button('Nearest…', () => act('nearest', row), { label: 'Nearest…: show the nearest passages' }),
          button('Sketch From It', () => act('sketch', row), {
            label: 'Sketch From It: what the decoder makes of its numbers',
          }),
          button('Let Go', letGo, { label: 'Let go of the chosen passage' }),
        ),
        element('h2', {}, 'Nearest passages'),
        element('ol', { class: 'nearest' }, ...neighbours.map(neighbourItem)),
        element('p', { class: 'quiet' }, `Compared ${compared}.`),
      );
    },
    clear: () => node.replaceChildren(element('p', { class: 'quiet' }, invitation)),
  };
}

/** Title, author, place, words and error of a passage. */
export function cardLines({ title, author, place, opening, cosine }: MapCard): HTMLElement[] {
  return [
    element('strong', {}, title),
    element('div', {}, [author, place].filter(Boolean).join(' · ')),
    element('p', { class: 'verse' }, opening),
    element('div', { class: 'quiet' }, `Reconstruction: cosine ${cosine}`),
  ];
}

function neighbourItem({ card, value }: { card: MapCard; value: string }): HTMLElement {
  const choose = element('button', { class: 'plain' }, `${value}  ${card.title}`);
  choose.addEventListener('click', () => post<FromMap>({ type: 'choose', row: card.row }));
  return element('li', {}, choose, element('div', { class: 'quiet' }, card.opening));
}
