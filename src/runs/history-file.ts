import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Digest } from './durable-file.ts';
import { epochRecordShape, type EpochRecord } from './epoch-record.ts';
import { damaged, fileProblem, isMissing } from './file-problem.ts';
import { wrongField } from './json-shape.ts';
import { readManifest, sameDigest } from './manifest.ts';
import { runFiles } from './run-folder.ts';
import { digestOf } from './verified-file.ts';

/**
 * The epochs of a run. Only what the manifest vouches for counts: a line torn by a kill, or whole but not yet vouched
 * for, is passed over. Throws a UserError when the file is missing or damaged.
 */
export async function readHistory(folder: string): Promise<EpochRecord[]> {
  const file = path.join(folder, runFiles.history);
  for (let last: Digest | undefined; ;) {
    const entry = (await readManifest(folder)).get(runFiles.history);
    if (!entry || entry.bytes === 0) return [];
    const prefix = await readStart(file, entry.bytes);
    if (sameDigest(digestOf(prefix), entry)) return parseHistory(prefix.toString('utf8'), file);
    // A resumed run may have shortened it since the manifest was read.
    if (last && sameDigest(last, entry)) throw damaged(file, 'its checksum does not match');
    last = entry;
  }
}

/** The first `length` bytes of a file, or all of a shorter one. */
async function readStart(file: string, length: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const bytes = Buffer.alloc(Math.min(length, (await handle.stat()).size));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileProblem(error, 'read', file);
  }
}

/** Appends epochs at the end of what counts, over anything torn that a kill left there. */
export interface HistoryWriter {
  epochs(): number;
  /** Writes one line and flushes it; the new digest is then to go into the manifest. */
  append(record: EpochRecord): Promise<Digest>;
  /** What counts once only the first `epochs` are kept. Nothing on disk changes: the next line goes over the rest. */
  keep(epochs: number): Digest;
}

export function historyWriter(folder: string, records: readonly EpochRecord[]): HistoryWriter {
  const file = path.join(folder, runFiles.history);
  let lines: string[] = [];
  let hash = createHash('sha256');
  let bytes = 0;
  const add = (content: string): void => {
    lines.push(content);
    hash.update(content);
    bytes += Buffer.byteLength(content);
  };
  const digest = (): Digest => ({ bytes, sha256: hash.copy().digest('hex') });
  records.map(line).forEach(add);
  return {
    epochs: () => lines.length,
    append: async (record) => {
      const content = line(record);
      try {
        await writeAt(file, bytes, Buffer.from(content));
      } catch (error) {
        throw fileProblem(error, 'write', file);
      }
      add(content);
      return digest();
    },
    keep: (epochs) => {
      const kept = lines.slice(0, epochs);
      lines = [];
      hash = createHash('sha256');
      bytes = 0;
      kept.forEach(add);
      return digest();
    },
  };
}

async function writeAt(file: string, start: number, content: Buffer): Promise<void> {
  const handle = await open(file, 'r+').catch((error: unknown) => {
    if (isMissing(error)) return open(file, 'wx+');
    throw error;
  });
  try {
    await handle.write(content, 0, content.length, start);
    await handle.truncate(start + content.length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function line(record: EpochRecord): string {
  return JSON.stringify(record) + '\n';
}

function parseHistory(text: string, file: string): EpochRecord[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((content, index) => {
      let record: unknown;
      try {
        record = JSON.parse(content);
      } catch {
        throw damaged(file, `line ${index + 1} is not JSON`);
      }
      const wrong = wrongField(record, epochRecordShape);
      if (wrong !== undefined) throw damaged(file, `line ${index + 1} has no valid "${wrong}"`);
      return record as EpochRecord;
    });
}
