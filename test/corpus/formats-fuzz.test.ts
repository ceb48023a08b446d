import { describe, expect, it } from 'vitest';
import type { PoemFormat } from '../../src/corpus/formats/format.ts';
import { jsonErrorOffset } from '../../src/corpus/formats/json-error.ts';
import { jsonFormat, jsonLinesFormat } from '../../src/corpus/formats/json.ts';
import { markdownFormat } from '../../src/corpus/formats/markdown.ts';
import { textFormat } from '../../src/corpus/formats/text.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { madeUpText, mutate, pick } from './made-up-text.ts';

const inputs = 100_000;

const kinds: { format: PoemFormat; alphabet: string; samples: string[] }[] = [
  {
    format: textFormat,
    alphabet: 'ab:*- \n\r\t',
    samples: ['Title: a\nAuthor: b\n\nc\n***\nd\n---\ne', '***\n---\n***', ' \n'],
  },
  {
    format: markdownFormat,
    alphabet: 'ab#=-*_>`<>&;![]()\\: \n\r',
    samples: [
      '---\ntitle: "a"\nauthor: \'b\'\n---\n# c\n*d* __e__ `f`  \n> g\\\nH\n===\nby I',
      '[a](b) ![c](d) &amp;&#65;<br>\\*',
      '```\n# a\n```\n<!-- b\n-->',
    ],
  },
  {
    format: jsonFormat,
    alphabet: '{}[]",:\\un0e1 \n',
    samples: [
      '[{"title":"a","text":"b\\nc\\u00e9"},{"lines":["d",["e","f"]],"author":{"name":"g"}}]',
      '{"poems":[{"poem":"a","poet":["b",1]}]}',
      '{"s":"a","gid":1}\n{"s":"b","gid":1}',
    ],
  },
  {
    format: jsonLinesFormat,
    alphabet: '{}[]",:\\un0e1 \n',
    samples: [
      '{"text":"a"}\n{"content":"b\\\\"}\r\n\n{"s":"c","gid":"2"}\n{"s":"d","gid":"2"}',
      '"a\\nb"\n[]\n1\n',
      '[{"text":"a"}]',
    ],
  },
];

describe.each(kinds)('the $format.name format', ({ format, alphabet, samples }) => {
  it('reads any document or reports it, and keeps its texts in place', () => {
    const random = createRandom(9);
    for (let i = 0; i < inputs; i++) {
      const document =
        i % 50 === 0
          ? madeUpText(random, 20)
          : mutate(random, i % 2 ? pick(random, samples) : pick(random, samples) + pick(random, samples), alphabet);
      const { poems, reports } = format.read(document, 'a/b.x');
      if (poems.length === 0 && reports.length === 0) expect.fail(`No poem and no report: ${document}`);
      for (const { text, title, sourceMap } of poems) {
        if (text.trim() !== text || text === '' || title === '' || /\n/.test(title))
          expect.fail(`Not a poem: ${document}`);
        const falls = sourceMap.some(
          ([at, place], k) => k > 0 && (at < sourceMap[k - 1]![0] || place < sourceMap[k - 1]![1]),
        );
        const outside = sourceMap.some(
          ([at, place]) => at > text.length + 1000 || place > document.length || place < 0,
        );
        if (sourceMap[0]![0] !== 0 || falls || outside) expect.fail(`Out of place: ${document}`);
      }
      for (const { message } of reports) if (/\n/.test(message)) expect.fail(`A report of two lines: ${message}`);
    }
  });
});

describe('jsonErrorOffset', () => {
  it('finds an error exactly where JSON.parse does', () => {
    const random = createRandom(10);
    const { samples, alphabet } = kinds[2]!;
    for (let i = 0; i < inputs; i++) {
      const document = mutate(random, pick(random, samples), alphabet);
      const offset = jsonErrorOffset(document);
      if ((offset === undefined) !== isJson(document)) expect.fail(`${offset} in ${document}`);
    }
  });
});

function isJson(document: string): boolean {
  try {
    JSON.parse(document);
    return true;
  } catch {
    return false;
  }
}
