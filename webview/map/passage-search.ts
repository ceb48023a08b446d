import { searchBox } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { counted } from './explanations.ts';

/** A box to look for passages by title, author and words. */
export interface PassageSearch {
  readonly node: HTMLElement;
  /** Says how many were found, or what went wrong; gives whether the text is still the one that is looked for. */
  show(text: string, count: number, problem?: string): boolean;
  /** What is selected was not found here. */
  forget(): void;
}

/** Milliseconds of rest after which what is typed is looked for. */
const pause = 200;

/** `ask` is called with what to look for, `clear` when the box is empty again. */
export function createPassageSearch(ask: (text: string) => void, clear: () => void): PassageSearch {
  const found = element('span', { class: 'quiet', role: 'status' });
  let wanted = '';
  let timer: number | undefined;
  const box = searchBox('Search titles, authors and words', (text) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      wanted = text.trim();
      found.textContent = '';
      if (wanted) ask(wanted);
      else clear();
    }, pause);
  });
  return {
    node: element('span', { class: 'search' }, box, found),
    show(text, count, problem) {
      if (text !== wanted) return false;
      found.textContent = problem ?? `${counted(count)} found`;
      return true;
    },
    forget: () => (found.textContent = ''),
  };
}
