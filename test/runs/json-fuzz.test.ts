import { expect, it } from 'vitest';
import { UserError } from '../../src/corpus/user-error.ts';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runs/checkpoint-file.ts';
import { epochRecordShape } from '../../src/runs/epoch-record.ts';
import { wrongField } from '../../src/runs/json-shape.ts';
import { checkRunConfig } from '../../src/runs/run-config.ts';
import { parseChunk } from '../../src/runs/stored-chunk.ts';
import { readVocabulary } from '../../src/runs/stored-vocabulary.ts';
import * as sample from './sample-run.ts';

const config = {
  ...sample.plan,
  formatVersion: 1,
  created: '2025-01-31T00:00:00.000Z',
  status: 'complete',
  result: sample.result,
};
const vocabulary = { tokens: sample.vocabulary.tokens, counts: [...sample.vocabulary.counts] };

const readers: { content: unknown; read(value: unknown): unknown }[] = [
  { content: config, read: (value) => checkRunConfig(value, 'config.json') },
  { content: sample.chunk(0), read: (value) => parseChunk(JSON.stringify(value), 0, 9) },
  { content: vocabulary, read: (value) => readVocabulary(value).idOf('so') },
  { content: sample.epochRecord(2), read: (value) => wrongField(value, epochRecordShape) },
];

it('100,000 JSON values of a wrong shape are read or refused in one line, and nothing else happens', () => {
  const random = createRandom(11);
  let refused = 0;
  for (let i = 0; i < 100_000; i++) {
    const { content, read } = readers[i % readers.length]!;
    const value = mutate(structuredClone(content), random);
    try {
      if (read(value) === undefined) continue;
    } catch (error) {
      refused++;
      const known = error instanceof Error && [Error, UserError].includes(error.constructor as typeof Error);
      if (!known || error.message.includes('\n')) throw new Error(`input ${i}: ${String(error)}`, { cause: error });
    }
  }
  expect(refused).toBeGreaterThan(30_000);
});

it('20,000 damaged checkpoints are read or refused in one line', () => {
  const valid = encodeCheckpoint(sample.checkpoint(1));
  const headerLength = Number(new DataView(valid.buffer).getBigUint64(0, true));
  const random = createRandom(12);
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    // Mostly in the header, where the structure is; its middle holds the long list of tensors.
    const bytes = valid.slice(0, i % 10 ? valid.length : random.integer(valid.length));
    for (let n = 1 + random.integer(3); n > 0; n--)
      bytes[random.integer(Math.min(bytes.length, i % 3 ? headerLength : 400))] = random.integer(256);
    try {
      decodeCheckpoint(bytes, 'checkpoint.safetensors');
    } catch (error) {
      refused++;
      if (!(error instanceof UserError) || error.message.includes('\n'))
        throw new Error(`input ${i}: ${String(error)}`, { cause: error });
    }
  }
  expect(refused).toBeGreaterThan(10_000);
});

/** Replaces or removes a random part, at any depth. */
function mutate(value: unknown, random: Random): unknown {
  const replacements = [null, -1, 0.5, 1e308, '', 'x\ny', [], {}, true, { length: 5 }, [[]], '__proto__'];
  if (typeof value !== 'object' || value === null || random.integer(6) === 0)
    return replacements[random.integer(replacements.length)];
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  const key = keys[random.integer(keys.length)];
  if (key === undefined) return value;
  if (random.integer(8) === 0 && !Array.isArray(value)) delete object[key];
  else object[key] = mutate(object[key], random);
  return value;
}
