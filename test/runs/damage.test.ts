import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/corpus/user-error.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { listRuns, openRun } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { createRun, editRun, resumeRun } from '../../src/runs/write-run.ts';
import * as sample from './sample-run.ts';

let template: ReturnType<typeof sample.temporaryFolder>;
beforeAll(async () => {
  template = sample.temporaryFolder();
  for (let i = 0; i < 2; i++) await sample.writeEverything(await createRun(template.folder, sample.plan));
});
afterAll(() => template.remove());

let place: ReturnType<typeof sample.temporaryFolder>;
let folder: string;
let other: string;
beforeEach(async () => {
  place = sample.temporaryFolder();
  cpSync(template.folder, place.folder, { recursive: true });
  [folder, other] = (await listRuns(place.folder)).map((run) => run.folder) as [string, string];
});
afterEach(() => place.remove());

const files = [
  'config.json',
  'manifest.json',
  'history.jsonl',
  'model.safetensors',
  'bottleneck.safetensors',
  'chunks.jsonl',
  'vocabulary.json',
  'evaluation.json',
  'checkpoint/checkpoint.safetensors',
];

/** Reads everything there is of a run. */
async function readAll(run: string): Promise<void> {
  const opened = await openRun(run);
  await opened.history();
  await opened.parameters();
  await opened.bottleneck();
  await opened.chunks();
  await opened.vocabulary();
  await opened.evaluation();
  const writer = await editRun(run);
  await writer.readCheckpoint().finally(() => writer.close());
}

async function problem(read: () => Promise<unknown>): Promise<string> {
  const error: unknown = await read().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).not.toContain('\n');
  return message;
}

describe.each(files)('%s', (name) => {
  const file = (): string => path.join(folder, name);

  async function expectReported(): Promise<void> {
    expect(await problem(() => readAll(folder))).toContain(path.basename(file()));
    expect(existsSync(path.join(folder, 'lock'))).toBe(false);
    expect((await checkRun(folder)).join(' ')).toContain(path.basename(file()));
    const list = await listRuns(place.folder, { thorough: true });
    expect(list.find((run) => run.folder === folder)).toMatchObject({
      status: 'damaged',
      problem: expect.stringContaining(path.basename(file())) as string,
    });
    expect(list.find((run) => run.folder === other)).toMatchObject({ status: 'complete' });
    await readAll(other);
  }

  it('with any one byte flipped is reported by name, and other runs are read on', async () => {
    const whole = readFileSync(file());
    const random = createRandom(7);
    for (let i = 0; i < 12; i++) {
      const bytes = Buffer.from(whole);
      const at = random.integer(bytes.length);
      bytes[at]! ^= 1 << random.integer(8);
      writeFileSync(file(), bytes);
      // In the manifest a flip between two blanks changes nothing that is read.
      if (name === 'manifest.json' && (await checkRun(folder)).length === 0) continue;
      const message = await problem(() => readAll(folder));
      expect(message).toContain(path.basename(name));
      expect(message).toMatch(/damaged|format/);
    }
    const bytes = Buffer.from(whole);
    bytes[bytes.indexOf('"')]! ^= 1;
    writeFileSync(file(), bytes);
    await expectReported();
  });

  it.each([0, 0.3, 0.999])('cut to %f of its length is reported by name', async (share) => {
    truncateSync(file(), Math.floor(statSync(file()).size * share));
    await expectReported();
  });

  it('that is missing is reported by name', async () => {
    rmSync(file());
    await expectReported();
  });

  it('that has become a folder is reported by name', async () => {
    rmSync(file());
    mkdirSync(file());
    await expectReported();
  });
});

describe('a damaged run', () => {
  it.each(files.filter((name) => !/history|manifest/.test(name)))(
    'is listed as damaged when %s has grown',
    async (name) => {
      appendFileSync(path.join(folder, name), ' ');
      expect((await listRuns(place.folder)).find((run) => run.folder === folder)?.problem).toContain(
        'bytes and should have',
      );
    },
  );

  it('is never mistaken for an empty one: a stray folder is listed with its problem', async () => {
    mkdirSync(path.join(place.folder, 'my notes'));
    const stray = (await listRuns(place.folder)).find(({ id }) => id === 'my notes');
    expect(stray).toMatchObject({
      status: 'damaged',
      name: 'my notes',
      problem: expect.stringContaining('holds no run') as string,
    });
  });

  it.each([
    [2, 'Update Poetry Embedding Explorer'],
    [0, 'Train again'],
    ['1', 'it names no format version'],
  ])('of format version %j says what to do', async (version, advice) => {
    for (const name of ['config.json', 'manifest.json']) {
      const content = readFileSync(path.join(folder, name), 'utf8');
      writeFileSync(
        path.join(folder, name),
        content.replace('"formatVersion": 1', `"formatVersion": ${JSON.stringify(version)}`),
      );
      expect(await problem(() => openRun(folder))).toContain(advice);
      expect(await problem(() => resumeRun(folder))).toContain(name);
      writeFileSync(path.join(folder, name), content);
    }
    await readAll(folder);
  });
});

describe('a file with a right checksum but wrong content', () => {
  /** Written by the writer itself, so that the checksum is right. */
  async function written(write: (writer: Awaited<ReturnType<typeof editRun>>) => Promise<void>): Promise<void> {
    const writer = await editRun(folder);
    await write(writer);
    await writer.close();
  }

  it('is refused when a parameter is NaN, infinite, missing or of another shape', async () => {
    for (const value of [NaN, Infinity]) {
      const parameters = sample.parameters(1);
      parameters.get('decoder.start_token')!.data[0] = value;
      await written((writer) => writer.writeModel(parameters));
      expect(await problem(async () => (await openRun(folder)).parameters())).toMatch(
        /model\.safetensors is damaged: the tensor decoder\.start_token holds a number that is not finite/,
      );
    }
    const parameters = sample.parameters(1);
    parameters.set('encoder.projection.bias', { shape: [4], data: new Float32Array(4) });
    await written((writer) => writer.writeModel(parameters));
    expect(await problem(async () => (await openRun(folder)).parameters())).toContain('has shape [4], not [3]');
    parameters.delete('encoder.projection.bias');
    await written((writer) => writer.writeModel(parameters));
    expect(await problem(async () => (await openRun(folder)).parameters())).toContain(
      'encoder.projection.bias is missing',
    );
  });

  it('is refused when the bottleneck has other rows than the run has chunks, or a NaN', async () => {
    const bottleneck = async (): Promise<unknown> => (await openRun(folder)).bottleneck();
    await written((writer) => writer.writeBottleneck(sample.bottleneck.slice(3), 3));
    expect(await problem(bottleneck)).toContain('has shape [4, 3], not [5, 3]');
    await written((writer) =>
      writer.writeBottleneck(
        sample.bottleneck.map((x, i) => (i ? x : NaN)),
        3,
      ),
    );
    expect(await problem(bottleneck)).toContain('not finite');
  });

  it('is refused when a chunk lacks a field, is out of order or holds a token past the vocabulary', async () => {
    const chunks = async (): Promise<unknown> => (await openRun(folder)).chunks();
    await written((writer) => writer.writeLines('chunks.jsonl', [{ ...sample.chunk(0), title: undefined }]));
    expect(await problem(chunks)).toContain('line 1 has no valid "title"');
    await written((writer) => writer.writeChunks([sample.chunk(0), sample.chunk(2)]));
    expect(await problem(chunks)).toContain('line 2 holds chunk 2, not 1');
    await written((writer) => writer.writeChunks([{ ...sample.chunk(0), tokens: [9] }]));
    expect(await problem(chunks)).toContain('line 1 holds a token past the vocabulary');
  });

  it('is refused when the checkpoint is not one', async () => {
    const writer = await editRun(folder);
    await writer.writeCheckpoint({ ...sample.checkpoint(1), state: [] });
    expect(await problem(() => writer.readCheckpoint())).toContain('does not hold the state of a training');
    await writer.close();
  });
});

it('what a kill left under a temporary name is removed by the next writer, and by nobody else', async () => {
  const dead = path.join(folder, 'model.safetensors.4194304-1.tmp');
  const alive = path.join(folder, `model.safetensors.${process.ppid}-1.tmp`);
  writeFileSync(dead, 'half');
  writeFileSync(alive, 'half');
  await readAll(other);
  expect(existsSync(dead)).toBe(true);
  await (await editRun(folder)).close();
  expect(existsSync(dead)).toBe(false);
  expect(readdirSync(folder)).toContain(path.basename(alive));
});
