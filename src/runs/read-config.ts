import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { damaged, fileProblem, isMissing } from './file-problem.ts';
import { isRecord } from './json-shape.ts';
import { checkFormatVersion, checkRunConfig, type RunConfig } from './run-config.ts';
import { runFiles } from './run-folder.ts';
import { readVerified } from './verified-file.ts';

/** Throws a UserError when the folder holds no run, or one that is damaged or of another format version. */
export async function readConfig(folder: string): Promise<RunConfig> {
  const file = path.join(folder, runFiles.config);
  // The version comes before the checksum, because another version may keep its checksums in another way.
  const first = parse(await readUnverified(folder, file), file);
  if (isRecord(first)) checkFormatVersion(first.formatVersion, file);
  return checkRunConfig(parse(await readVerified(folder, runFiles.config), file), file);
}

async function readUnverified(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error))
      throw new UserError(`${folder} holds no run: there is no ${runFiles.config}. Choose another folder.`);
    throw fileProblem(error, 'read', file);
  }
}

function parse(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw damaged(file, 'it is not JSON');
  }
}
