import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeDurably, type Digest } from './durable-file.ts';
import { damaged, fileProblem } from './file-problem.ts';
import { count, isRecord, mapOf, nullable, text, wrongField, type JsonShape } from './json-shape.ts';
import { checkFormatVersion, formatVersion } from './run-config.ts';
import { runFiles } from './run-folder.ts';

/**
 * The digest a file of the run must have. A file is replaced in two steps, first this entry and then the file, so
 * between them the file still has its `previous` digest, or is absent when that is null.
 */
export interface ManifestEntry extends Digest {
  previous?: Digest | null;
}

/** What a run consists of, by place in its folder. Of `history.jsonl` the digest covers what counts; more may follow. */
export type Manifest = Map<string, ManifestEntry>;

const digest: JsonShape = { bytes: count, sha256: text };
const shape: JsonShape = {
  files: mapOf((entry) => wrongField(entry, digest) === undefined && hasPrevious(entry as ManifestEntry)),
  sha256: text,
};

function hasPrevious(entry: ManifestEntry): boolean {
  return entry.previous === undefined || wrongField(entry.previous, nullable(digest)) === undefined;
}

/** Throws a UserError when the manifest is missing, damaged, or of another format version. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, runFiles.manifest);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(file, 'it is not JSON');
    throw fileProblem(error, 'read', file);
  }
  if (!isRecord(content)) throw damaged(file, 'it does not hold an object');
  checkFormatVersion(content.formatVersion, file);
  const wrong = wrongField(content, shape);
  if (wrong !== undefined) throw damaged(file, `"${wrong}" is missing or not what it should be`);
  const files = content.files as Record<string, ManifestEntry>;
  if (content.sha256 !== checksum(files)) throw damaged(file, 'its checksum does not match');
  return new Map(Object.entries(files));
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const files = Object.fromEntries(manifest);
  const content = JSON.stringify({ formatVersion, files, sha256: checksum(files) }, null, 1);
  await writeDurably(path.join(folder, runFiles.manifest), content + '\n');
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return a.bytes === b.bytes && a.sha256 === b.sha256;
}

function checksum(files: Record<string, ManifestEntry>): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
