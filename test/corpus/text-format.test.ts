import { describe, expect, it } from 'vitest';
import { textFormat } from '../../src/corpus/formats/text.ts';

function read(document: string, file = 'poem.txt') {
  const { poems, reports } = textFormat.read(document, file);
  for (const { text, sourceMap } of poems) {
    const [[inText, inDocument] = [0, 0]] = sourceMap;
    expect(inText).toBe(0);
    expect(document.slice(inDocument, inDocument + text.length)).toBe(text);
  }
  return { poems: poems.map(({ title, author, text }) => ({ title, author, text })), reports };
}

describe('textFormat', () => {
  it('reads a file as one poem, without the white space around it', () => {
    expect(read('\r\n  Rose,\r\n  oh\r\n\r\n').poems).toEqual([{ title: 'Poem', author: '', text: 'Rose,\r\n  oh' }]);
  });

  it('takes title and author from the names of file and folder', () => {
    expect(read('x', 'a-e-housman/more-poems-xxxvii.txt').poems[0]).toMatchObject({
      title: 'More Poems XXXVII',
      author: 'A. E. Housman',
    });
    expect(read('x', 'poems/percy-shelley/ode-to-the-west-wind.poem').poems[0]).toMatchObject({
      title: 'Ode to the West Wind',
      author: 'Percy Shelley',
    });
    expect(read('x', 'Emily Dickinson/Hope is the thing.txt').poems[0]).toMatchObject({
      title: 'Hope is the thing',
      author: 'Emily Dickinson',
    });
  });

  it('prefers a Title: and Author: head, which is no part of the text', () => {
    expect(read('Title: The Tyger\r\nAuthor:  William  Blake\nYear: 1794\n\nTyger Tyger', 'a/b.txt').poems).toEqual([
      { title: 'The Tyger', author: 'William Blake', text: 'Tyger Tyger' },
    ]);
  });

  it('takes a line that only looks like a head for verse', () => {
    expect(read('Date: a fruit,\nsweet').poems[0]!.text).toBe('Date: a fruit,\nsweet');
  });

  it('parts poems at lines of *** or --- alone, each with its own head', () => {
    const { poems } = read('Title: One\n\na\nb\n***\nc --- d\n  ---  \r\nTitle: Three\ne\n---\n\n', 'set.txt');
    expect(poems).toEqual([
      { title: 'One', author: '', text: 'a\nb' },
      { title: 'Set (2)', author: '', text: 'c --- d' },
      { title: 'Three', author: '', text: 'e' },
    ]);
  });

  it('reports a file without text', () => {
    expect(read(' \n***\n ').reports).toEqual([
      { file: 'poem.txt', message: expect.stringContaining('holds no text') as string },
    ]);
  });
});
