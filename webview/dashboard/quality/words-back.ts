import type { HeldOutDecoded, HeldOutWords } from '../../../src/protocol/held-out-figures.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersBehind, scrolling } from '../../shared/numbers.ts';
import { counted, percent, separated } from '../figures.ts';

interface WordMeasure {
  name: string;
  meaning: string;
  of(decoded: HeldOutDecoded): number | null;
  text(value: number): string;
}

/** What becomes of the words when every decoded vector is read as the word nearest to it. */
export function wordsBack(words: HeldOutWords): HTMLElement {
  const measures = measuresOf(words);
  const heads = ['', 'this network', 'PCA of the same width'];
  const row = ({ name, meaning, of, text }: WordMeasure): HTMLElement => {
    const header = element('th', {}, name, element('span', { class: 'quiet' }, meaning));
    header.scope = 'row';
    const cells = [words.network, words.pca].map((decoded) => {
      const value = of(decoded);
      return element('td', {}, value === null ? '–' : text(value));
    });
    return element('tr', {}, header, ...cells);
  };
  const label = 'Decoded words';
  const head = element('thead', {}, element('tr', {}, ...heads.map((name) => element('th', {}, name))));
  const table = element('table', { class: 'explained', label }, head, element('tbody', {}, ...measures.map(row)));
  return section(
    'Which words come back',
    element(
      'p',
      {},
      `Each vector that is given back, read as the nearest of ${separated(words.words)} words: in ${counted(words.chunks, 'held-out passage')} of ${counted(words.tokens, 'token')}, line breaks and punctuation among them. No intervals were measured here, so small differences mean little.`,
    ),
    scrolling(label, table, true),
    numbersBehind(label, {
      columns: ['measure', 'this network', 'PCA of the same width'],
      rows: measures.map(({ name, of }) => [name, of(words.network) ?? '', of(words.pca) ?? '']),
    }),
  );
}

function measuresOf({ words }: HeldOutWords): WordMeasure[] {
  return [
    {
      name: 'The very word',
      meaning: 'How often the nearest word is the one that stood there. Higher is better.',
      of: ({ exact }) => exact,
      text: percent,
    },
    {
      name: 'Among the ten nearest',
      meaning: 'How often the right word is one of the ten nearest. Higher is better.',
      of: ({ inNearest10 }) => inNearest10,
      text: percent,
    },
    {
      name: 'BLEU',
      meaning:
        'How many runs of one to four words are the passage’s own, as translations are judged. Higher is better.',
      of: ({ bleu }) => bleu,
      text: percent,
    },
    {
      name: 'Perplexity',
      meaning: `Among how many words it wavers: 1 would be certain and right, ${separated(words)} is no idea. Lower is better.`,
      of: ({ perplexity }) => perplexity,
      text: (value) => separated(Math.round(value)),
    },
    {
      name: 'Line breaks that are right',
      meaning: 'Of the line breaks it writes, how many stand where the passage has one. Higher is better.',
      of: ({ lineBreaks }) => lineBreaks.precision,
      text: percent,
    },
    {
      name: 'Line breaks that are found',
      meaning: 'Of the passage’s own line breaks, how many it writes in their place. Higher is better.',
      of: ({ lineBreaks }) => lineBreaks.recall,
      text: percent,
    },
    {
      name: 'Line breaks, both together (F1)',
      meaning: 'High only where most are right and most are found.',
      of: ({ lineBreaks }) => lineBreaks.f1,
      text: percent,
    },
  ];
}
