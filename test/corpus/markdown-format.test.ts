import { describe, expect, it } from 'vitest';
import { markdownFormat } from '../../src/corpus/formats/markdown.ts';

function read(document: string, file = 'poets/poem.md') {
  const { poems, reports } = markdownFormat.read(document, file);
  return { poems: poems.map(({ title, author, text }) => ({ title, author, text })), reports };
}

describe('markdownFormat', () => {
  it('reads a document without headings as one poem', () => {
    expect(read('Rose\noh\n', 'anne-finch/the-tree.md').poems).toEqual([
      { title: 'The Tree', author: 'Anne Finch', text: 'Rose\noh' },
    ]);
  });

  it('takes title and author from the front matter', () => {
    const { poems } = read(
      '---\ntitle: "The \\"Tyger\\""\nauthor: William Blake # the poet\ntags: [a, b]\nnested:\n  - x\n---\n\nTyger\n',
    );
    expect(poems).toEqual([{ title: 'The "Tyger"', author: 'William Blake', text: 'Tyger' }]);
  });

  it('takes no verse between two rules for front matter', () => {
    expect(read('---\nRose, oh\n---\nthorn').poems[0]!.text).toBe('Rose, oh\n\nthorn');
  });

  it('reads a poem a top-level heading, underlined ones too', () => {
    const { poems } = read('---\nauthor: X\n---\n# *One*\na\n\n## I\nb\n\nTwo\n===\nby Y Z\n\nc\n# Empty\n');
    expect(poems).toEqual([
      { title: 'One', author: 'X', text: 'a\n\n\nb' },
      { title: 'Two', author: 'Y Z', text: 'c' },
    ]);
  });

  it('parts poems at lower headings when there are no higher ones', () => {
    expect(read('## A\nx\n## B ##\ny').poems.map(({ title }) => title)).toEqual(['A', 'B']);
  });

  it('reports text before the first heading', () => {
    const { poems, reports } = read('Collected verse.\n# A\nx');
    expect(poems).toHaveLength(1);
    expect(reports).toEqual([
      { file: 'poets/poem.md', message: expect.stringContaining('before its first heading') as string },
    ]);
  });

  it('leaves out what makes the line breaks, the emphasis, quotations and links', () => {
    expect(
      read(
        '> *Rose*, oh  \n> __pure__ contra\\\ndiction<br>\n[desire](https://x.y/a_b_c)<br/>to \\*be\\* snake_case &amp; &mdash; <i>no</i>',
      ).poems[0]!.text,
    ).toBe('Rose, oh  \npure contra\ndiction\ndesire\nto *be* snake_case & — no');
  });

  it('reads code blocks as they stand, and passes over comments and rules', () => {
    expect(read('<!-- draft\n# not a title -->\na\n***\n```\n  *b*\n# c\n```\n').poems[0]!.text).toBe(
      'a\n\n\n  *b*\n# c',
    );
  });

  it('keeps account of where the text stands', () => {
    const document = '# T\n> *Rose*\\\n> oh &amp; thorn';
    const { text, sourceMap } = markdownFormat.read(document, 'x.md').poems[0]!;
    expect(text).toBe('Rose\noh & thorn');
    expect(sourceMap.find(([at]) => at === 0)![1]).toBe(document.indexOf('Rose'));
    expect(sourceMap.findLast(([at]) => at === 5)![1]).toBe(document.indexOf('oh'));
    expect(sourceMap.findLast(([at]) => at === 8)![1]).toBe(document.indexOf('&'));
  });
});
