import { element } from '../shared/elements.ts';

/** What a figure says, what that means, and what a person can do about it. */
export interface VerdictInWords {
  good: boolean;
  message: string;
  meaning: string;
  /** Left out where nothing need be done. */
  tries?: string;
}

export function verdictList(verdicts: readonly VerdictInWords[]): HTMLElement {
  const items = verdicts.map(({ good, message, meaning, tries }) =>
    element(
      'li',
      { class: good ? 'good' : 'poor' },
      element('div', {}, message),
      element('div', { class: 'quiet' }, meaning, ...(tries === undefined ? [] : [` What to try: ${tries}`])),
    ),
  );
  return element('ul', { class: 'verdicts' }, ...items);
}
