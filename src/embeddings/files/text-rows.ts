import { parseDecimals, type Stop } from './decimal.ts';
import { createFoundVectors, type FoundVectors } from './found-vectors.ts';
import { readPlainRow } from './plain-row.ts';
import type { StretchRows } from './read-stretch.ts';
import { countNumbers, fieldsOf, isBlank, isNumber } from './row-fields.ts';
import { longestRow, mostNumbers, type RowParser } from './row-parser.ts';
import { createRowProblems, type RowProblems } from './row-problems.ts';
import type { RowScanner } from './row-scanner.ts';
import { hashBytes, type WantedWords } from './wanted-words.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;

/** So many of the first rows are read whether they are wanted or not, to tell what the file is. */
const rowsAlwaysRead = 100;

export interface TextParser extends RowParser {
  /** The numbers a word, once it is settled that rows are looked for and no longer all read. */
  settledDimension(): number | undefined;
  /** Takes the rows of lines that were read elsewhere and come next. */
  takeRows(rows: StretchRows): void;
}

/**
 * Reads text: a row is a word and its numbers, parted by white space. GloVe has nothing else; word2vec and fastText put a
 * line with the counts of words and numbers before. Of other rows than the wanted ones only the word is looked at. The
 * bytes have to lie in the scanner's buffers.
 */
export function createTextParser(wanted: WantedWords, scanner: RowScanner): TextParser {
  let line = 0;
  let rows = 0;
  let state: { dimension: number; found: FoundVectors; problems: RowProblems; scratch: Float32Array } | undefined;
  let announced: number | undefined;
  const stop: Stop = { at: 0 };

  /** Bytes [start, end) are a line without its line break. */
  const takeLine = (bytes: Buffer, start: number, end: number): void => {
    line++;
    if (end > start && bytes[end - 1] === carriageReturn) end--;
    if (line === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
    let wordEnd = start;
    while (wordEnd < end && bytes[wordEnd] !== space && bytes[wordEnd] !== tab) wordEnd++;
    if (!state) {
      if (isBlank(bytes, start, end)) return;
      if (rows === 0 && announced === undefined && (announced = announcedWidth(bytes, start, end)) !== undefined)
        return;
      const dimension = announced ?? countNumbers(bytes, start, end);
      if (dimension === 0) throw new Error(`line ${line} is not a word followed by numbers`);
      if (dimension > mostNumbers) throw new Error(`line ${line} has more than ${mostNumbers} numbers`);
      state = {
        dimension,
        found: createFoundVectors(wanted.size, dimension),
        problems: createRowProblems(dimension),
        scratch: new Float32Array(dimension),
      };
    }
    const word = wanted.indexOf(bytes, start, wordEnd, hashBytes(bytes, start, wordEnd));
    if (word >= 0 || rows < rowsAlwaysRead) takeRow(bytes, start, wordEnd, end, word, state);
  };

  const takeRow = (
    bytes: Buffer,
    start: number,
    wordEnd: number,
    end: number,
    word: number,
    { dimension, found, problems, scratch }: NonNullable<typeof state>,
  ): void => {
    if (isBlank(bytes, start, end)) return;
    rows++;
    const isNew = word >= 0 && !found.isFound(word);
    const { piece, offset } = isNew ? found.room() : { piece: scratch, offset: 0 };
    if (readPlainRow(scanner, bytes, wordEnd, end, piece, offset, dimension)) {
      problems.good();
      if (isNew) found.keep(word);
    } else takeOddRow(bytes, start, wordEnd, end, { dimension, found, problems });
    if (rows % 1024 === rowsAlwaysRead) problems.check();
  };

  /** A row that is not one field and the right count of numbers: a word with spaces in it, or broken. */
  const takeOddRow = (
    bytes: Buffer,
    start: number,
    wordEnd: number,
    end: number,
    { dimension, found, problems }: { dimension: number; found: FoundVectors; problems: RowProblems },
  ): void => {
    const fields = fieldsOf(bytes, wordEnd, end);
    const first = fields[fields.length - dimension];
    const isSpaced = fields.length > dimension && fields.slice(0, -dimension).some((field) => !isNumber(bytes, field));
    if (isSpaced && first) {
      const spacedEnd = fields[fields.length - dimension - 1]!.end;
      const word = wanted.indexOf(bytes, start, spacedEnd, hashBytes(bytes, start, spacedEnd));
      const isNew = word >= 0 && !found.isFound(word);
      const { piece, offset } = isNew ? found.room() : { piece: new Float32Array(dimension), offset: 0 };
      const read = parseDecimals(bytes, first.start, end, piece, offset, dimension, stop);
      if (read === dimension) {
        problems.good();
        if (isNew) found.keep(word);
        return;
      }
    }
    if (fields.length !== dimension && (!isSpaced || fields.length < dimension)) problems.width(line, fields.length);
    else problems.number(line);
  };

  const takeFirstLines = (bytes: Buffer, start: number, end: number): number => {
    const block = bytes.subarray(0, end);
    let at = start;
    while (rows < rowsAlwaysRead) {
      const lineEnd = block.indexOf(lineFeed, at);
      if (lineEnd < 0 || lineEnd - at > longestRow) break;
      takeLine(bytes, at, lineEnd);
      at = lineEnd + 1;
    }
    return at;
  };

  const takeFoundRows = (bytes: Buffer, start: number, end: number, known: NonNullable<typeof state>): number => {
    const before = line;
    const scanned = scanner.findRows(bytes, start, end, (row) => {
      line = before + row.line;
      takeRow(bytes, row.start, row.wordEnd, row.end, row.word, known);
    });
    line = before + scanned.lines;
    return scanned.end;
  };

  return {
    take: (bytes, start, end, last) => {
      let at = takeFirstLines(bytes, start, end);
      if (state && rows >= rowsAlwaysRead) at = takeFoundRows(bytes, at, end, state);
      if (end - at > longestRow) throw new Error(`line ${line + 1} is too long for a word and its numbers`);
      if (last && at < end) takeLine(bytes, at, end);
      return last ? end : at;
    },
    settledDimension: () => (rows >= rowsAlwaysRead ? state?.dimension : undefined),
    takeRows: ({ lines, words, vectors }) => {
      const { dimension, found, problems } = state!;
      let vector = 0;
      for (const word of words) {
        rows++;
        problems.good();
        if (word >= 0) {
          if (!found.isFound(word)) found.keepAt(word, vectors, vector);
          vector += dimension;
        }
        if (rows % 1024 === rowsAlwaysRead) problems.check();
      }
      line += lines;
    },
    finish: () => {
      if (!state) throw new Error('it holds no word vectors');
      state.problems.check();
      return { found: state.found, problems: state.problems.lines() };
    },
  };
}

/** The width that the line announces when it is the head of a word2vec or fastText file. */
function announcedWidth(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > 40) return undefined;
  const match = /^\d+[ \t]+(\d+)[ \t]*$/.exec(bytes.toString('latin1', start, end));
  return match && Number(match[1]) > 0 ? Number(match[1]) : undefined;
}
