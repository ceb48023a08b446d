import { describe, expect, it } from 'vitest';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { buildCorpus } from '../../src/corpus/corpus-from-poems.ts';
import { lineStartsOf } from '../../src/corpus/document-lines.ts';
import { jsonFormat } from '../../src/corpus/formats/json.ts';
import { markdownFormat } from '../../src/corpus/formats/markdown.ts';
import { textFormat } from '../../src/corpus/formats/text.ts';
import { normaliseToken } from '../../src/corpus/normalise-token.ts';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import {
  LINE_BREAK,
  PAD,
  POEM_END,
  POEM_START,
  STANZA_BREAK,
  structureTokens,
} from '../../src/corpus/special-tokens.ts';
import { tokenize } from '../../src/corpus/tokenize.ts';
import type { Corpus, SourcePosition } from '../../src/corpus/types.ts';
import { madeUpText, pick } from './made-up-text.ts';

const structure: readonly string[] = structureTokens;

/** Poems of random text, as the formats find them in their documents. */
function madeUpCorpus(random: Random): { corpus: Corpus; documents: string[] } {
  const documents: string[] = [];
  const poems = Array.from({ length: 6 }, (_, i) => {
    const text = () => madeUpText(random, 1 + random.integer(120));
    const [format, document] = pick(random, [
      () => [textFormat, `Title: x\n\n${text()}\n***\n${text()}`] as const,
      () => [markdownFormat, `# x\n${text()}\n# y\n*${text()}*  \n> ${text()}\\\n`] as const,
      () =>
        [jsonFormat, JSON.stringify([{ text: text(), title: text() }, { lines: [text(), text()] }], null, 2)] as const,
      () => [jsonFormat, JSON.stringify({ poem: text() }).replace(/[^\x20-\x7e]/g, escaped)] as const,
    ])();
    const read = format.read(document, `${i}`).poems;
    documents.push(document);
    return read;
  }).flat();
  return { corpus: buildCorpus('/poems', poems, []), documents };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

describe('tokens of any text', () => {
  it('stand where their slice of the text normalises to them, in order and without overlap', () => {
    const random = createRandom(2);
    for (let i = 0; i < 600; i++) {
      const text = madeUpText(random, 1 + random.integer(60));
      let reached = 0;
      for (const token of tokenize(text)) {
        expect(token.start).toBeGreaterThanOrEqual(reached);
        reached = token.end;
        const slice = text.slice(token.start, token.end);
        if (token.text === POEM_START || token.text === POEM_END) expect(slice).toBe('');
        else if (token.text === LINE_BREAK || token.text === STANZA_BREAK)
          expect(slice).toMatch(/^(?=[\n\r\u2028])[\s\p{Cc}\p{Cf}]*$/u);
        else expect(normaliseToken(slice)).toBe(token.text);
      }
      expect(reached).toBe(text.length);
    }
  });

  it('leave out nothing that can be seen', () => {
    const random = createRandom(3);
    for (let i = 0; i < 300; i++) {
      const text = madeUpText(random, 1 + random.integer(60));
      let left = '';
      let reached = 0;
      for (const { start, end } of tokenize(text)) {
        left += text.slice(reached, start);
        reached = end;
      }
      expect(left).toMatch(/^[\s\p{Cc}\p{Cf}]*$/u);
    }
  });
});

describe('a corpus of any texts', () => {
  it('places every token in its document, through escapes and markup', () => {
    const random = createRandom(4);
    for (let i = 0; i < 60; i++) {
      const { corpus, documents } = madeUpCorpus(random);
      corpus.tokenized.forEach(({ ids, starts, ends }, poem) => {
        const document = documents[Number(corpus.poems[poem]!.file)]!;
        ids.forEach((id, at) => {
          const token = corpus.vocabulary.tokens[id]!;
          if (structure.includes(token)) return;
          const slice = document.slice(starts[at], ends[at]);
          // Only escapes and markup within a word make the slice another spelling.
          const plain = slice.replace(/\\u([\da-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
          if (!/[\\*_<&]/.test(slice) || plain !== slice)
            expect(normaliseToken(plain.replace(/\\(["\\])/g, '$1'))).toBe(token);
        });
      });
    }
  });

  it('is cut into chunks that hold every token, lie within one poem and know their neighbours', () => {
    const random = createRandom(5);
    for (let i = 0; i < 60; i++) {
      const { corpus } = madeUpCorpus(random);
      const window = 8 + random.integer(60);
      const overlap = random.integer(window - 2);
      const settings = {
        window,
        overlap,
        minimumTokens: 1 + random.integer(5),
        endAtBreak: random.integer(window - overlap),
      };
      const { chunks, tokens, lengths } = buildChunks(corpus, settings);
      const covered = corpus.tokenized.map(
        ({ ids }) => new Set<number>(ids.length < settings.minimumTokens ? ids.keys() : []),
      );
      chunks.forEach((chunk, index) => {
        const { poem, tokenStart, tokenEnd } = chunk;
        const { ids } = corpus.tokenized[poem]!;
        const length = tokenEnd - tokenStart;
        expect(chunk.index).toBe(index);
        expect(tokenStart).toBeGreaterThanOrEqual(0);
        expect(tokenEnd).toBeLessThanOrEqual(ids.length);
        expect(length).toBeLessThanOrEqual(window);
        expect(length).toBeGreaterThanOrEqual(settings.minimumTokens);
        expect(lengths[index]).toBe(length);
        expect(tokens.slice(index * window, index * window + length)).toEqual(ids.slice(tokenStart, tokenEnd));
        expect(
          tokens
            .slice(index * window + length, (index + 1) * window)
            .every((id) => corpus.vocabulary.tokens[id] === PAD),
        ).toBe(true);
        for (let at = tokenStart; at < tokenEnd; at++) covered[poem]!.add(at);
        const next = chunks[index + 1];
        if (next?.poem === poem) {
          expect(next.indexInPoem).toBe(chunk.indexInPoem + 1);
          expect(next.tokenStart).toBeGreaterThan(tokenStart);
          expect(chunk.overlapNext).toBe(tokenEnd - next.tokenStart);
          expect(next.overlapPrevious).toBe(chunk.overlapNext);
        } else {
          expect(chunk.overlapNext).toBe(0);
          expect(chunk.indexInPoem).toBe(chunk.chunksInPoem - 1);
        }
      });
      covered.forEach((set, poem) => expect(set.size).toBe(corpus.tokenized[poem]!.ids.length));
    }
  });

  it('gives each chunk the range from its first visible token to its last', () => {
    const random = createRandom(6);
    for (let i = 0; i < 40; i++) {
      const { corpus, documents } = madeUpCorpus(random);
      for (const { poem, tokenStart, tokenEnd, range } of buildChunks(corpus, defaultChunkSettings).chunks) {
        const document = documents[Number(corpus.poems[poem]!.file)]!;
        const { ids, starts, ends } = corpus.tokenized[poem]!;
        const visible = [...ids.keys()]
          .slice(tokenStart, tokenEnd)
          .filter((at) => !structure.includes(corpus.vocabulary.tokens[ids[at]!]!));
        expect(offsetOf(document, range.start)).toBe(starts[visible[0]!]);
        expect(offsetOf(document, range.end)).toBe(ends[visible.at(-1)!]);
      }
    }
  });
});

function offsetOf(document: string, { line, character }: SourcePosition): number {
  return lineStartsOf(document)[line]! + character;
}
