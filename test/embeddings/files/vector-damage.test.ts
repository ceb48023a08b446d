import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/corpus/user-error.ts';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { gloveText, temporaryFolder, vectorFile, vectorOf, word2vecBinary, word2vecText } from './make-vector-files.ts';

const wanted = new Set(Array.from({ length: 40 }, (_, i) => `w${i}`));
const good = Array.from({ length: 40 }, (_, i) => [`w${i}`, [i, 0.5, -i]] as const);

async function refusal(file: string): Promise<string> {
  const error = await readVectorFile(file, wanted).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).toContain(file);
  expect(message).not.toContain('\n');
  return message;
}

describe('A file that holds no usable word vectors is refused in one line that names it:', () => {
  it('a missing one', async () => {
    expect(await refusal(path.join(await temporaryFolder(), 'none.txt'))).toMatch(/no such file/);
  });

  it('a folder', async () => {
    expect(await refusal(await temporaryFolder())).toMatch(/not a file/);
  });

  const refused: Readonly<Record<string, readonly [content: string | Uint8Array, says: RegExp]>> = {
    'an empty one': ['', /empty/],
    'an empty one, gzipped': [gzipSync(''), /empty/],
    'blank lines': ['\n \n\n', /no word vectors/],
    prose: ['Shall I compare thee to a summer’s day?\nThou art more lovely', /line 1 is not a word/],
    'a head and nothing else': ['400000 300\n', /no word vectors/],
    'a picture': [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /binary file of another kind/],
    'a zip archive': [Buffer.from('504b0304140000000800', 'hex'), /zip archive: unpack/],
    "fastText's own binary format": [Buffer.from('ba164f2f0c00000064000000', 'hex'), /use the \.vec file/],
    'text in UTF-16': [Buffer.from(gloveText(good), 'utf16le'), /binary file of another kind/],
    'a line of over 1 MB': [`w0 ${'1 '.repeat(600_000)}\n${gloveText(good)}`, /line 1 .*(too long|more than 4096)/],
    'a line of over 1 MB far down': [`${gloveText(good)}w${'x'.repeat(1_200_000)}`, /line 41 is too long/],
    'more numbers a word than any vectors have': [`w0${' 1'.repeat(4097)}\n`, /more than 4096 numbers/],
    'gzip data cut short': [gzipSync(gloveText(good)).subarray(0, -20), /cut short/],
    'gzip data with flipped bytes': [flipped(gzipSync(gloveText(good)), 60), /damaged/],
    'binary vectors cut short in the first word': [word2vecBinary(good).subarray(0, 12), /no word vectors/],
    'two widths': [gloveText(good.map(([word, numbers], i) => [word, i % 2 ? [...numbers, 1] : numbers])), /3.*\b4\b/],
    'two widths, the first less common': [gloveText(good.map(([w, n], i) => [w, i > 3 ? [...n, 1] : n])), /3.*\b4\b/],
    'a head that announces another width': [word2vecText(good).replace('40 3', '40 5'), /5.*\b3\b/],
    'mostly broken numbers': [gloveText(good).replaceAll(/(?<!w0 0) 0\.5/g, ' nan'), /most of its rows.*line 2/],
  };
  for (const [kind, [content, says]] of Object.entries(refused))
    it(kind, async () => {
      expect(await refusal(await vectorFile(content))).toMatch(says);
    });
});

describe('A file with some damaged rows is read without them, and one line says so:', () => {
  const damaged: Readonly<Record<string, readonly [row: string, says: RegExp]>> = {
    'another width': ['w7 1 2', /1 row .*line 8 has 2/],
    'a number that is none': ['w7 1 oops 3', /line 8/],
    'not a number': ['w7 1 nan 3', /line 8/],
    'an infinite number': ['w7 1 inf 3', /line 8/],
    'a number that float32 cannot hold': ['w7 1 1e39 3', /line 8/],
    'a word alone': ['w7', /line 8 has 0/],
  };
  for (const [kind, [row, says]] of Object.entries(damaged))
    it(kind, async () => {
      const lines = gloveText(good).split('\n');
      lines[7] = row;
      const file = await vectorFile(lines.join('\n'));
      const { table, reports } = await readVectorFile(file, wanted);
      expect(table.size).toBe(39);
      expect(table.has('w7')).toBe(false);
      expect(vectorOf(table, 'w8')).toEqual([8, 0.5, -8]);
      expect(reports).toHaveLength(1);
      expect(reports[0]!.file).toBe(file);
      expect(reports[0]!.message).toMatch(says);
      expect(reports[0]!.message).not.toContain('\n');
    });

  it('binary vectors that end early', async () => {
    const { table, reports } = await readVectorFile(await vectorFile(word2vecBinary(good).subarray(0, -30)), wanted);
    expect(table.size).toBe(38);
    expect(reports[0]!.message).toMatch(/38 of 40 words/);
  });

  it('a binary vector that is not finite', async () => {
    const rows = good.map(([word, numbers], i) => [word, i === 7 ? [1, NaN, 3] : numbers] as const);
    const { table, reports } = await readVectorFile(await vectorFile(word2vecBinary(rows)), wanted);
    expect(table.has('w7')).toBe(false);
    expect(table.size).toBe(39);
    expect(reports[0]!.message).toMatch(/word 8/);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  for (let i = at; i < at + 8; i++) bytes[i]! ^= 0xff;
  return bytes;
}
