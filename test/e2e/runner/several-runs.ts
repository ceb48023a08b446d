import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trainFolder } from '../../../src/compute/train-folder.ts';
import { runFiles } from '../../../src/runs/run-folder.ts';
import { copySamplePoems } from './sample-workspace.ts';

/** A name that a person could have given, and a page must show as it is. */
export const hostileName = `<img src=x onerror="document.title='harmed'"> [x](command:evil) ${'long '.repeat(30)}\u202e`;

/** The sample poems with runs of them: of another version, unfinished, the seed's recipe, and the newest, the quick one. */
export async function fillWithSeveralRuns(folder: string): Promise<void> {
  copySamplePoems(folder);
  const never = new AbortController().signal;
  const old = await trainFolder({ folder, preset: 'quick', epochs: 2, seed: 1, name: 'of another version' }, {}, never);
  ofAnotherVersion(old.run);
  const stop = new AbortController();
  const stopAfterTwo = { onEpoch: ({ epoch }: { epoch: number }) => void (epoch === 2 && stop.abort()) };
  await trainFolder({ folder, preset: 'quick', epochs: 6, name: 'unfinished' }, stopAfterTwo, stop.signal);
  await trainFolder({ folder, preset: 'seed', epochs: 4, seed: 7, name: hostileName }, {}, never);
  await trainFolder({ folder, preset: 'quick', epochs: 10, name: 'quick' }, {}, never);
}

/** As if a later version of the extension had written the run. */
export function ofAnotherVersion(run: string): void {
  const file = path.join(run, runFiles.config);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"formatVersion": \d+/, '"formatVersion": 99'));
}
