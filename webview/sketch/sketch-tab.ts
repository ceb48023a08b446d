import type { SketchBasis } from '../../src/protocol/sketch-messages.ts';
import type { ToSketch } from '../../src/protocol/sketch-page-messages.ts';
import { element } from '../shared/elements.ts';

/** One way to sketch, under a tab of its own. */
export interface SketchTabView {
  readonly title: string;
  /** Fills a panel for the passages that sketches begin from. */
  draw(panel: HTMLElement, basis: SketchBasis): void;
  /** It is looked at: what has not been asked for yet is asked for. */
  look(): void;
  take(answer: Extract<ToSketch, { id: number }>): boolean;
}

/** Where the sketches of a tab stand; says when they come, and what went wrong. */
export interface SketchPlace {
  readonly nodes: readonly HTMLElement[];
  show(told: string, cards: readonly HTMLElement[]): void;
  fail(message: string): void;
}

export function createSketchPlace(): SketchPlace {
  const status = element('p', { class: 'quiet told', role: 'status' }, 'Decoding…');
  const cards = element('div', { class: 'cards' });
  return {
    nodes: [status, cards],
    show(told, made) {
      status.textContent = told;
      // What somebody has opened stays open while the sketches change.
      const opened = new Set([...cards.querySelectorAll('details[open]')].map(nameOf));
      cards.replaceChildren(...made);
      for (const details of cards.querySelectorAll('details')) details.open = opened.has(nameOf(details));
    },
    fail(message) {
      status.textContent = '';
      cards.replaceChildren(element('div', { class: 'problem', role: 'alert' }, message));
    },
  };
}

/** Which part of which card. */
function nameOf(details: Element): string {
  return `${details.className} of ${details.closest('.card')?.getAttribute('aria-label') ?? ''}`;
}
