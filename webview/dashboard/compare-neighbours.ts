import type {
  ComparedChunk,
  ComparedNeighbours,
  ComparedPassage,
  CompareQuestion,
  FoundPoems,
} from '../../src/protocol/compare-messages.ts';
import { button, searchBox } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { nameOf, type MarkedRun } from './compare-look.ts';

/** The same passage's neighbours under each run, and a way to another passage. */
export interface NeighboursView {
  readonly node: HTMLElement;
  show(compared: ComparedChunk): void;
  showPoems(words: string, found: FoundPoems): void;
}

interface NeighboursOptions {
  runs: readonly MarkedRun[];
  ask(question: CompareQuestion): void;
  /** Another passage is chosen, by its row in a run; null for the one at the cursor. */
  choose(chunk: { run: string; row: number } | null): void;
}

const typingPauseMs = 150;

export function neighboursView({ runs, ask, choose }: NeighboursOptions): NeighboursView {
  let chunk: ComparedChunk['chunk'] = null;
  let wanted = '';
  let pause: ReturnType<typeof setTimeout> | undefined;
  const poems = element('ul', { class: 'poems', label: 'Poems found' });
  const status = element('p', { class: 'quiet', role: 'status' });
  const asked = element('div', { class: 'asked' });
  const cards = element('div', { class: 'compared' });

  const search = searchBox('Find a poem by title or author', (text) => {
    clearTimeout(pause);
    wanted = text.trim();
    if (wanted === '') {
      poems.replaceChildren();
      status.textContent = '';
      return;
    }
    pause = setTimeout(() => chunk && ask({ about: 'poems', run: chunk.run, words: wanted }), typingPauseMs);
  });
  search.classList.add('poem-search');
  const open = (run: string, row: number): void => ask({ about: 'open', run, row });

  return {
    node: element('div', {}, search, status, poems, asked, cards),
    showPoems(words, { poems: found, total }) {
      // An answer to what was typed before comes too late.
      if (words !== wanted || !chunk) return;
      const { run } = chunk;
      const more = total > found.length ? `, the first ${found.length} of them here` : '';
      status.textContent =
        total === 0
          ? 'No poem has these words in its title or author.'
          : `${total} ${total === 1 ? 'poem' : 'poems'}${more}.`;
      poems.replaceChildren(
        ...found.map(({ title, author, firstRow, rows }) => {
          const pick = link([title, author].filter(Boolean).join(', '), () => choose({ run, row: firstRow }));
          return element(
            'li',
            {},
            pick,
            element('span', { class: 'quiet' }, ` ${rows} ${rows === 1 ? 'passage' : 'passages'}`),
          );
        }),
      );
    },
    show(compared) {
      chunk = compared.chunk;
      asked.replaceChildren(...(chunk ? askedAbout(chunk, open, choose) : []));
      cards.replaceChildren(
        ...runs.map((run, i) => {
          const found = compared.runs.find(({ folder }) => folder === run.folder);
          const others = compared.runs.flatMap((other) => {
            const place = runs.findIndex(({ folder }) => folder === other.folder);
            return place === i || place < 0 ? [] : [{ letter: runs[place]!.letter, neighbours: other.neighbours }];
          });
          return card(run, found, others, open);
        }),
      );
    },
  };
}

function askedAbout(
  { run, row, title, author, startLine, endLine, opening, number, of, firstRow }: NonNullable<ComparedChunk['chunk']>,
  open: (run: string, row: number) => void,
  choose: NeighboursOptions['choose'],
): HTMLElement[] {
  const step = (by: number): void => choose({ run, row: firstRow + number - 1 + by });
  return [
    element(
      'p',
      {},
      link([title, author].filter(Boolean).join(', '), () => open(run, row)),
      element('span', { class: 'quiet' }, ` chunk ${number} of ${of}, ${linesText(startLine, endLine)}`),
    ),
    element('p', { class: 'verse' }, opening),
    element(
      'div',
      { class: 'buttons' },
      button('Previous Chunk', () => step(-1), { disabled: number <= 1 }),
      button('Next Chunk', () => step(1), { disabled: number >= of }),
      button('Chunk at the Cursor', () => choose(null)),
    ),
  ];
}

interface OtherNeighbours {
  letter: string;
  neighbours: readonly ComparedPassage[];
}

function card(
  run: MarkedRun,
  found: ComparedNeighbours | undefined,
  others: readonly OtherNeighbours[],
  open: (run: string, row: number) => void,
): HTMLElement {
  const heading = element('h3', {}, nameOf(run));
  const part = element(
    'section',
    { class: 'card-of-run', label: `Neighbours under ${run.letter}: ${run.name}` },
    heading,
  );
  if (!found || found.problem)
    part.append(element('p', { class: 'note' }, found?.problem ?? 'This run is no longer there.'));
  else if (!found.passage) part.append(element('p', { class: 'note' }, 'This run does not have the passage.'));
  else {
    const { passage, same, comparison, neighbours } = found;
    const cut = `It cuts this poem in another way: here stands its passage of ${linesText(passage.startLine, passage.endLine)}.`;
    if (!same) part.append(element('p', { class: 'note' }, cut));
    const items = neighbours.map((near) => {
      const also = others.filter((other) => other.neighbours.some((passageThere) => meets(near, passageThere)));
      const shared =
        also.length > 0
          ? [element('span', { class: 'shared' }, `also under ${also.map(({ letter }) => letter).join(', ')}`)]
          : [];
      return element(
        'li',
        {},
        link([near.title, near.author].filter(Boolean).join(', '), () => open(run.folder, near.row)),
        element(
          'span',
          { class: 'quiet' },
          ` ${valueText(comparison, near.value)} · ${linesText(near.startLine, near.endLine)} `,
        ),
        ...shared,
        element('p', { class: 'verse' }, near.opening),
      );
    });
    part.append(element('p', { class: 'quiet' }, comparedText(comparison)), element('ol', {}, ...items));
  }
  return part;
}

/** Two passages that share lines of a file. */
function meets(a: ComparedPassage, b: ComparedPassage): boolean {
  return a.file === b.file && a.title === b.title && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

function comparedText(comparison: ComparedNeighbours['comparison']): string {
  const by = comparison?.measure === 'euclidean' ? 'Compared by distance' : 'Compared by cosine';
  return comparison?.whitened ? `${by}, all directions brought to the same spread.` : `${by}.`;
}

function valueText(comparison: ComparedNeighbours['comparison'], value: number): string {
  const text = value.toFixed(2).replace(/^-0\.00$/, '0.00');
  return comparison?.measure === 'euclidean' ? `distance ${text}` : text;
}

function linesText(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first}-${last}`;
}

function link(text: string, press: () => void): HTMLElement {
  const made = element('button', { class: 'link' }, element('bdi', {}, text));
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}
