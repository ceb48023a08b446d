import { describe, expect, it } from 'vitest';
import { jsonFormat, jsonLinesFormat } from '../../src/corpus/formats/json.ts';
import type { PoemFormat } from '../../src/corpus/formats/format.ts';
import { endInDocument, startInDocument } from '../../src/corpus/source-map.ts';

function read(document: string, format: PoemFormat = jsonFormat) {
  const { poems, reports } = format.read(document, 'book.json');
  return {
    poems: poems.map(({ title, author, text }) => ({ title, author, text })),
    reports: reports.map(({ message }) => message),
  };
}

describe('jsonFormat', () => {
  it.each(['text', 'content', 'poem', 'lines', 'Text'])('finds the text of a poem in its field %s', (field) => {
    expect(read(JSON.stringify([{ title: 'T', author: 'A', [field]: 'Rose\noh' }])).poems).toEqual([
      { title: 'T', author: 'A', text: 'Rose\noh' },
    ]);
  });

  it('joins lines and stanzas given as arrays', () => {
    expect(read('{"lines": ["a", "", "b"], "author": {"name": "N"}, "title": 1887}').poems).toEqual([
      { title: '1887', author: 'N', text: 'a\n\nb' },
    ]);
    expect(read('{"lines": [["a", "b"], ["c"]], "author": ["N", "M"]}').poems[0]).toMatchObject({
      text: 'a\nb\n\nc',
      author: 'N, M',
    });
  });

  it('reads a list, an object with a list of poems, and a single poem', () => {
    const poem = { title: 'T', text: 'x' };
    for (const value of [[poem], { poems: [poem] }, { about: {}, data: [poem] }, poem])
      expect(read(JSON.stringify(value)).poems).toHaveLength(1);
  });

  it("reads the seed's own collection", () => {
    const poem = {
      url: 'u',
      author: 'A',
      title: 'T',
      text: 'x\ny',
      content_type: 'poem',
      length: 3,
      line_count: 2,
      source: 's',
      dbbc_score: 0.5,
    };
    expect(read(JSON.stringify([poem])).poems).toEqual([{ title: 'T', author: 'A', text: 'x\ny' }]);
  });

  it('takes the last of fields with one name, as JSON.parse does', () => {
    expect(read('{"text": "a", "text": "b"}').poems[0]!.text).toBe('b');
  });

  it('numbers poems without a title', () => {
    expect(read('[{"text":"a"},{"text":"b"}]').poems.map(({ title }) => title)).toEqual(['Book (1)', 'Book (2)']);
  });

  it('says which line is wrong', () => {
    expect(read('[\n{"text": "a"},\n{"text": }\n]').reports[0]).toMatch(/^is not valid JSON \(line 3\)/);
  });

  it('reports a file without poems, and entries without text, in one line', () => {
    expect(read('{"name": "package", "version": "1"}')).toEqual({
      poems: [],
      reports: [expect.stringContaining('holds no poems')],
    });
    expect(read('[1, null, "x", [], {}]').reports).toHaveLength(1);
    expect(read('[{"text": "a"}, {"text": " "}, {"title": "b"}]').reports).toEqual([
      expect.stringContaining('2 of 3 entries'),
    ]);
    expect(read('').reports).toEqual([expect.stringContaining('is empty')]);
  });

  it('follows the text through escapes to its place in the file', () => {
    const document = '\n {"text": "\\n  caf\\u00e9 \\"x\\"\\nsun\\/moon", "n": ["a\\\\"]}';
    const { text, sourceMap } = jsonFormat.read(document, 'x').poems[0]!;
    expect(text).toBe('café "x"\nsun/moon');
    const placed = (start: number, end: number) =>
      document.slice(startInDocument(sourceMap, start), endInDocument(sourceMap, end));
    expect(placed(0, 4)).toBe('caf\\u00e9');
    expect(placed(5, 8)).toBe('\\"x\\"');
    expect(placed(8, 9)).toBe('\\n');
    expect(placed(9, 12)).toBe('sun');
    expect(placed(9, 17)).toBe('sun\\/moon');
  });

  it('places lines of an array without the marks between them', () => {
    const document = '{"lines": [\n"one",\n"two"]}';
    const { text, sourceMap } = jsonFormat.read(document, 'x').poems[0]!;
    expect(text).toBe('one\ntwo');
    expect(document.slice(startInDocument(sourceMap, 0), endInDocument(sourceMap, 3))).toBe('one');
    expect(document.slice(startInDocument(sourceMap, 4), endInDocument(sourceMap, 7))).toBe('two');
  });

  it('reads nested brackets of any depth without running out of stack', () => {
    const depth = 5000;
    expect(read(`{"text": "a", "deep": ${'['.repeat(depth)}${']'.repeat(depth)}}`).poems).toHaveLength(1);
    expect(read('['.repeat(1_000_000)).poems).toHaveLength(0);
  });

  it('reads a book of a hundred thousand lines in no more than its length deserves', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i}`);
    expect(read(JSON.stringify({ lines })).poems[0]!.text.length).toBe(lines.join('\n').length);
  });
});

describe('jsonLinesFormat', () => {
  it('reads a poem a line, names the broken lines and goes on', () => {
    const document = '{"text":"a"}\r\n{"text":\n\n{"text":"b"}\n';
    expect(read(document, jsonLinesFormat)).toEqual({
      poems: [expect.objectContaining({ text: 'a' }), expect.objectContaining({ text: 'b' })],
      reports: [expect.stringMatching(/^line 2 is not valid JSON/)],
    });
  });

  it('sums up many broken lines', () => {
    expect(read('{"text":"a"}\n' + 'x\n'.repeat(50), jsonLinesFormat).reports).toHaveLength(6);
  });

  it('reads lines from a .json file and a single value from a .jsonl file', () => {
    expect(read('{"text":"a"}\n{"text":"b"}\n').poems).toHaveLength(2);
    expect(read('[\n{"text":"a"}\n]', jsonLinesFormat).poems).toHaveLength(1);
  });

  it('gathers the lines of each Gutenberg work into one poem', () => {
    const document = '{"s": "a,", "gid": "19"}\n{"s": "x", "gid": "20"}\n{"s": "b", "gid": "19"}\n';
    expect(read(document, jsonLinesFormat).poems).toEqual([
      { title: 'Gutenberg 19', author: '', text: 'a,\nb' },
      { title: 'Gutenberg 20', author: '', text: 'x' },
    ]);
  });
});
