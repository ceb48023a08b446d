import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CharacterClass, characterClass } from '../../src/corpus/character-classes.ts';
import { createRandom } from '../../src/corpus/random.ts';
import {
  createPieces,
  longestWord,
  segmentPlain,
  segmentRun,
  segmentUnicode,
  type Pieces,
} from '../../src/corpus/segment-words.ts';
import { englishCorpus, hasEnglishCorpus } from './english-corpus.ts';
import { pick } from './made-up-text.ts';

type Segment = (text: string, start: number, end: number, pieces: Pieces) => void;

function cutBy(segment: Segment, run: string): string {
  const pieces = createPieces();
  segment(run, 0, run.length, pieces);
  return pieces.starts.map((start, i) => `${run.slice(start, pieces.ends[i])}${pieces.words[i] ? '' : '~'}`).join('|');
}

const plain = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) => {
  const kind = characterClass(character, 0);
  return kind !== CharacterClass.other && kind !== CharacterClass.space && kind !== CharacterClass.newline;
});

describe('segmentPlain', () => {
  it('agrees with the Unicode rules on each of its characters, between letters, digits and marks', () => {
    for (const character of plain)
      for (const run of [
        character,
        `a${character}b`,
        `1${character}2`,
        `ab${character}1`,
        `${character}a${character}`,
        `.${character}.`,
      ])
        expect(cutBy(segmentPlain, run)).toBe(cutBy(segmentUnicode, run));
  });

  it('agrees with the Unicode rules on random runs', () => {
    const random = createRandom(1);
    const frequent = [...'aabBzé19\'’‘.,;:-_"!?()—…ʼ'].filter((character) => plain.includes(character));
    for (let i = 0; i < 20_000; i++) {
      let run = '';
      for (let length = 1 + random.integer(12); length > 0; length--)
        run += pick(random, random.uniform() < 0.9 ? frequent : plain);
      expect(cutBy(segmentPlain, run)).toBe(cutBy(segmentUnicode, run));
    }
  });

  it.skipIf(!hasEnglishCorpus)(
    'agrees with the Unicode rules on the English corpus',
    () => {
      const runs = new Set<string>();
      for (const file of readdirSync(englishCorpus, { recursive: true, encoding: 'utf8' }))
        if (file.endsWith('.txt'))
          for (const run of readFileSync(path.join(englishCorpus, file), 'utf8').split(/\s+/)) runs.add(run);
      const known = new Set(plain);
      const isPlain = (run: string): boolean => [...run].every((character) => known.has(character));
      const letters = /^[A-Za-z]*$/;
      let compared = 0;
      for (const run of runs) {
        if (letters.test(run) || !isPlain(run)) continue;
        compared++;
        expect(cutBy(segmentPlain, run)).toBe(cutBy(segmentUnicode, run));
      }
      expect(compared).toBeGreaterThan(30_000);
    },
    60_000,
  );
});

describe('segmentRun', () => {
  it('bounds the length of a word', () => {
    const pieces = createPieces();
    segmentRun('a'.repeat(1000), 0, 1000, pieces);
    expect(pieces.starts).toHaveLength(Math.ceil(1000 / longestWord));
  });

  it('does not part words or emoji where a long run is cut for the segmenter', () => {
    const run = 'é♥👩‍❤️‍👨word'.repeat(1000);
    const pieces = createPieces();
    segmentRun(run, 0, run.length, pieces);
    const texts = new Set(pieces.starts.map((start, i) => run.slice(start, pieces.ends[i])));
    expect(texts).toEqual(new Set(['é', '♥', '👩‍❤️‍👨', 'wordé', 'word']));
  });
});
