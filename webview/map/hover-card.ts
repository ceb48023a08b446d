import type { MapCard } from '../../src/protocol/map-messages.ts';
import { element } from '../shared/elements.ts';
import { cardLines } from './chosen-passage.ts';

/** What is told of the passage under the mouse, beside it. */
export interface HoverCard {
  readonly node: HTMLElement;
  /** The mouse rests on a row of the map, or on none (-1), at a place in pixels of the page. */
  point(row: number, at: [number, number], map: HTMLElement): void;
  /** `text` is the whole passage. */
  show(card: MapCard, text: string): void;
}

const away = 14;

/** `ask` is called for the card of a row when the mouse comes to it. */
export function createHoverCard(ask: (row: number) => void): HoverCard {
  const node = element('div', { class: 'card', hidden: true });
  let pointed = -1;
  return {
    node,
    point(row, [x, y], { clientWidth, clientHeight }) {
      // Towards the middle, so that it stays on the map.
      node.style.left = x > clientWidth / 2 ? '' : `${x + away}px`;
      node.style.right = x > clientWidth / 2 ? `${clientWidth - x + away}px` : '';
      node.style.top = y > clientHeight / 2 ? '' : `${y + away}px`;
      node.style.bottom = y > clientHeight / 2 ? `${clientHeight - y + away}px` : '';
      if (row === pointed) return;
      pointed = row;
      node.hidden = true;
      if (row >= 0) ask(row);
    },
    show(card, text) {
      if (card.row !== pointed) return;
      node.replaceChildren(...cardLines({ ...card, opening: text }));
      node.hidden = false;
    },
  };
}
