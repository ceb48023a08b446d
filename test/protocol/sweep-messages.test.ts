import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { readSweepProgress, readSweepQuestion, sweepReaders } from '../../src/protocol/read-sweep-messages.ts';
import { readWholeNumbers } from '../../src/protocol/whole-numbers.ts';
import { listedSweeps, sweepProgress, sweepQuestions, sweepState } from './messages-for-tests.ts';
import { refusedOf, type ReaderUnderTest } from './mutate.ts';

const sent = (message: unknown): unknown => deserialize(serialize(message));

const answers: [(value: unknown) => unknown, unknown][] = [
  [(value) => sweepReaders.estimate.result(value, 'result'), { members: 4, processes: 2, seconds: 12.5 }],
  [(value) => sweepReaders.begin.result(value, 'result'), { runsFolder: '/runs', id: 'poems' }],
  [(value) => sweepReaders.run.result(value, 'result'), sweepState],
  [(value) => sweepReaders.read.result(value, 'result'), sweepState],
  [(value) => sweepReaders.list.result(value, 'result'), { sweeps: listedSweeps }],
  [(value) => readSweepProgress(value, 'progress'), sweepProgress],
];

describe('messages about comparisons', () => {
  it('arrive as they were sent', () => {
    for (const question of sweepQuestions) expect(readSweepQuestion(sent(question), 'question')).toEqual(question);
    for (const [read, answer] of answers) expect(read(sent(answer))).toEqual(answer);
  });

  it('name what is wrong with them', () => {
    const asked = (about: string, params: object) => () => readSweepQuestion({ about, params }, 'question');
    expect(asked('delete', {})).toThrow('question.about must be one of estimate, begin, run, read, list');
    expect(asked('read', { runsFolder: '/runs' })).toThrow('question.params.id must be a string');
    expect(asked('begin', { ...sweepQuestions[0]!.params, cells: ['gnu'] })).toThrow('params.cells[0] must be one of');
  });

  it('are refused with a MalformedMessage and nothing else, whatever is in them', () => {
    const readers: ReaderUnderTest[] = [
      { read: (value) => readSweepQuestion(value, 'question'), samples: sweepQuestions },
      ...answers.map(([read, answer]) => ({ read, samples: [answer] })),
    ];
    expect(refusedOf(readers, 20_000, createRandom(21))).toBeGreaterThan(6000);
  });
});

it('numbers and stretches of them are read in order, each once', () => {
  expect(readWholeNumbers('20, 15-17,16 , 8 - 9', 1, 1024)).toEqual([8, 9, 15, 16, 17, 20]);
  for (const text of ['', ' ', '15-', '20-15', '0', '1025', '1,,2', '1-2-3', '1.5', 'all', '9'.repeat(400)])
    expect(readWholeNumbers(text, 1, 1024), text).toBeUndefined();
});
