/**
 * Writes runs into a folder, one after the other, each of `runEpochs` epochs, first resuming what was interrupted.
 * Arguments: the folder; how many runs to write; optionally the file operation at which to be killed.
 */
import { listRuns } from '../../../src/runs/read-run.ts';
import { createRun, resumeRun } from '../../../src/runs/write-run.ts';
import * as sample from '../sample-run.ts';
import { countOperations } from './kill-at-operation.ts';

const [runsFolder, runs, killAt] = process.argv.slice(2) as [string, string, string | undefined];
process.stdout.write('ready\n');
const operations = await countOperations(killAt === undefined ? Infinity : Number(killAt));

for (let i = 0; i < Number(runs); i++) {
  const interrupted = (await listRuns(runsFolder)).find(({ status }) => status === 'interrupted');
  const writer = interrupted ? await resumeRun(interrupted.folder) : await createRun(runsFolder, sample.plan);
  const done = (await writer.readCheckpoint())?.epoch ?? 0;
  for (let epoch = done + 1; epoch <= sample.runEpochs; epoch++) {
    await writer.appendEpoch(sample.epochRecord(epoch));
    await writer.writeCheckpoint(sample.checkpoint(epoch));
  }
  await sample.writeEverything(writer, 0);
}
process.stdout.write(`operations ${operations()}\n`);
