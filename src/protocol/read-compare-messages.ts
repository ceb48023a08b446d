import type { Comparison } from '../passages/passage-table.ts';
import {
  type ComparedChunk,
  type ComparedEpoch,
  type ComparedNeighbours,
  type ComparedPassage,
  type ComparedRun,
  type CompareNeighboursParams,
  type CompareQuestion,
  type FindPoemsParams,
  type FoundPoems,
} from './compare-messages.ts';
import { readFigures } from './read-held-out-figures.ts';
import { anyNumber, listOf, oneOf, orNull, record, text, truth, wholeNumber, type Reader } from './read-value.ts';

const count = wholeNumber();
const readComparison = record<Comparison>({ measure: oneOf('cosine', 'euclidean'), whitened: truth }, {});
const readRow = record<{ run: string; row: number }>({ run: text, row: count }, {});

const passage = { row: count, title: text, author: text, file: text, startLine: count, endLine: count, opening: text };

export const compareRuns = {
  params: record<{ runs: string[] }>({ runs: listOf(text) }, {}),
  result: record<{ runs: ComparedRun[] }>(
    {
      runs: listOf(
        record<ComparedRun>(
          {
            folder: text,
            problems: listOf(text),
            settings: listOf(listOf(text, 2) as Reader<[string, string]>),
            epochs: listOf(
              record<ComparedEpoch>({ epoch: count, trainLoss: anyNumber, valLoss: orNull(anyNumber) }, {}),
            ),
            quality: orNull(readFigures),
          },
          {},
        ),
      ),
    },
    {},
  ),
};

export const compareNeighbours = {
  params: record<CompareNeighboursParams>({ runs: listOf(text), count: wholeNumber(1, 100) }, { chunk: readRow }),
  result: record<ComparedChunk>(
    {
      chunk: orNull(
        record<NonNullable<ComparedChunk['chunk']>>(
          { ...passage, run: text, number: count, of: count, firstRow: count },
          {},
        ),
      ),
      runs: listOf(
        record<ComparedNeighbours>(
          {
            folder: text,
            problem: text,
            passage: orNull(record<ComparedPassage>(passage, {})),
            same: truth,
            comparison: orNull(readComparison),
            neighbours: listOf(record<ComparedNeighbours['neighbours'][number]>({ ...passage, value: anyNumber }, {})),
          },
          {},
        ),
      ),
    },
    {},
  ),
};

export const findPoems = {
  params: record<FindPoemsParams>({ run: text, words: text, count: wholeNumber(1, 100) }, {}),
  result: record<FoundPoems>(
    {
      poems: listOf(
        record<FoundPoems['poems'][number]>({ title: text, author: text, firstRow: count, rows: count }, {}),
      ),
      total: count,
    },
    {},
  ),
};

const questions: { [About in CompareQuestion['about']]: Reader<Extract<CompareQuestion, { about: About }>> } = {
  runs: record<Extract<CompareQuestion, { about: 'runs' }>>({ about: oneOf('runs'), runs: listOf(text) }, {}),
  chunk: record<Extract<CompareQuestion, { about: 'chunk' }>>(
    { about: oneOf('chunk'), runs: listOf(text), chunk: orNull(readRow) },
    {},
  ),
  poems: record<Extract<CompareQuestion, { about: 'poems' }>>({ about: oneOf('poems'), run: text, words: text }, {}),
  open: record<Extract<CompareQuestion, { about: 'open' }>>({ about: oneOf('open'), run: text, row: count }, {}),
};

/** Throws a MalformedMessage unless `value` is a question of the page. */
export const readCompareQuestion: Reader<CompareQuestion> = (value, where) => {
  const about = typeof value === 'object' && value !== null && 'about' in value ? value.about : undefined;
  const known = oneOf('runs', 'chunk', 'poems', 'open')(about, `${where}.about`);
  return questions[known](value, where);
};
