import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { flushFolder } from './durable-file.ts';
import { fileProblem, systemCode } from './file-problem.ts';

/** The files of a run, by their place in its folder. */
export const runFiles = {
  config: 'config.json',
  manifest: 'manifest.json',
  history: 'history.jsonl',
  model: 'model.safetensors',
  bottleneck: 'bottleneck.safetensors',
  chunks: 'chunks.jsonl',
  vocabulary: 'vocabulary.json',
  evaluation: 'evaluation.json',
  checkpoint: 'checkpoint/checkpoint.safetensors',
  lock: 'lock',
} as const;

/** Files that begin so keep layouts of the map. They are made again when they are damaged, so that no run is the worse for it. */
const layoutPrefix = 'map-';

/** Whether a file of a run is made again from the others where it is missing or damaged. */
export function canBeMadeAgain(name: string): boolean {
  return name.startsWith(layoutPrefix);
}

/** Beside the runs: the folder name of the newest good one. */
export const latestFile = 'latest';

const ownFolder = '.poetry-explorer';

/** Where the runs of a workspace are. */
export function runsFolder(workspace: string): string {
  return path.join(workspace, ownFolder, 'runs');
}

/** Makes the folder for runs. Where it is the workspace's own `.poetry-explorer`, that ignores itself for git. */
export async function prepareRunsFolder(folder: string): Promise<void> {
  const parent = path.dirname(path.resolve(folder));
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileProblem(error, 'write', folder);
  }
  if (path.basename(parent) !== ownFolder) return;
  const ignore = path.join(parent, '.gitignore');
  try {
    await writeFile(ignore, '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw fileProblem(error, 'write', ignore);
  }
}

/** `20250131-235959-name`: sorts by time, and holds nothing that a file system or a shell minds. */
export function runId(created: Date, name: string): string {
  const time = created
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .replace('T', '-');
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const short = [...words]
    .slice(0, 40)
    .join('')
    .replace(/^-+|-+$/g, '');
  return `${time}-${short || 'run'}`;
}

/** Renames a folder to `wanted`, or to `wanted-2` and so on where that is taken. */
export async function giveName(unborn: string, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = n === 1 ? wanted : `${wanted}-${n}`;
    try {
      await rename(unborn, folder);
      await flushFolder(path.dirname(folder));
      return folder;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error) ?? '') || n === 100) throw error;
    }
  }
}
