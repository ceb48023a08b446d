import { describe, expect, it } from 'vitest';
import {
  hoverCommands,
  hoverMarkdown,
  offerMarkdown,
  readingMarkdown,
  stoppedMarkdown,
  type HoverContent,
} from '../../src/vscode/hover-content.ts';
import { markdownText } from '../../src/vscode/markdown-text.ts';
import { hostileTexts } from './hostile-texts.ts';
import { english as localizer } from './localizer-for-tests.ts';

const content: HoverContent = {
  place: 'chunk 3 of 9, lines 12-18',
  title: 'Neap',
  author: 'Ines Marrow',
  edited: false,
  byBase: false,
  neighbours: [
    {
      title: 'Gull Court',
      author: 'Ines Marrow',
      lines: 'lines 4-7',
      value: '0.83',
      opening: 'They hold their assize / on the ice-house roof…',
      reference: { run: 'a-run', chunk: 12 },
    },
  ],
  comparison: 'by the cosine',
  cosine: '0.41',
  medianCosine: '0.44',
  reference: { run: 'a-run', chunk: 3 },
};
const markdown = (change: Partial<HoverContent> = {}): string => hoverMarkdown(localizer, { ...content, ...change });
const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);

describe('a hover', () => {
  it('says which chunk it is, what is nearest, and how well it is given back', () => {
    const text = markdown();
    expect(text).toContain('**Neap** — Ines Marrow');
    expect(text).toContain('chunk 3 of 9, lines 12-18');
    expect(text).toMatch(
      /`0\.83` \[Gull Court\]\(command:poetryExplorer\.revealChunkInPoem\?[^)]*\), Ines Marrow, lines 4-7/,
    );
    expect(text).toContain('cosine 0.41, the median of the run is 0.44');
    expect(text).not.toContain('Edited');
  });

  it('has links that say which chunk of which run they mean', () => {
    const [inspect, map, more, neighbour] = linksOf(markdown());
    const argumentOf = (link: string): unknown => JSON.parse(decodeURIComponent(link.slice(link.indexOf('?') + 1)));
    expect(inspect).toMatch(/^command:poetryExplorer\.inspectChunk\?/);
    expect(map).toMatch(/^command:poetryExplorer\.showChunkOnMap\?/);
    expect(more).toMatch(/^command:poetryExplorer\.showNearestPassages\?/);
    expect(argumentOf(inspect!)).toEqual([{ run: 'a-run', chunk: 3 }]);
    expect(argumentOf(neighbour!)).toEqual([{ run: 'a-run', chunk: 12 }]);
  });

  it('names the other chunk where two overlap, and says when the text was edited', () => {
    const { reference: _, ...edited } = content;
    expect(markdown({ also: 'chunk 4' })).toContain('chunk 3 of 9, lines 12-18 (and chunk 4)');
    const text = hoverMarkdown(localizer, { ...edited, edited: true });
    expect(text).toContain('Edited since the training: answered from the text as it stands.');
    expect(text).not.toContain('inspectChunk');
  });

  it('says when the base model answers, and where to train', () => {
    expect(markdown()).not.toContain('base model');
    const text = markdown({ byBase: true });
    expect(text.split('\n\n')[0]!.split('  \n').at(-1)).toBe(
      '*By the base model; [train on these poems](command:poetryExplorer.trainAutoencoder) for nearer passages.*',
    );
    expect(readingMarkdown(localizer)).toMatch(/^The base model is reading these poems/);
  });

  it('never makes more of a poem than text', () => {
    for (const text of hostileTexts) {
      const neighbour = { ...content.neighbours[0]!, title: text, author: text, opening: text };
      const made = markdown({ title: text, author: text, neighbours: [neighbour] });
      expect(
        linksOf(made).every((link) => link.startsWith('command:poetryExplorer.')),
        made,
      ).toBe(true);
      expect(linksOf(made)).toHaveLength(4);
      expect(made).not.toMatch(/<|https?:|www\.|\$\(|evil\.example/);
    }
  });

  it('offers to train, by the one command for that', () => {
    expect(linksOf(offerMarkdown(localizer))).toEqual(['command:poetryExplorer.trainAutoencoder']);
  });

  it('may run only commands that its links name', () => {
    const named = [
      ...linksOf(markdown()),
      ...linksOf(offerMarkdown(localizer)),
      ...linksOf(stoppedMarkdown(localizer)),
    ].map((link) => link.slice(8).split('?')[0]);
    expect([...new Set(named)].sort()).toEqual([...hoverCommands].sort());
  });
});

describe('text in Markdown', () => {
  it('keeps letters of all scripts and writes everything else as a character reference', () => {
    expect(markdownText('Ode 2 à l’été, 海')).toBe('Ode 2 à l&#8217;été&#44; 海');
    for (const text of hostileTexts) expect(markdownText(text)).not.toMatch(/[^\p{L}\p{M}\p{N} &#;]/u);
  });

  it('is cut where it is longer than anybody reads', () => {
    expect(markdownText('x'.repeat(100_000)).length).toBeLessThan(700);
  });
});
