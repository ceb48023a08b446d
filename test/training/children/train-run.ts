/** Trains the made-up poems into the folder argv[2], first resuming what was interrupted there. */
import { listRuns } from '../../../src/runs/read-run.ts';
import { createRun, resumeRun } from '../../../src/runs/write-run.ts';
import { train } from '../../../src/training/train.ts';
import { plan } from '../../runs/sample-run.ts';
import { chunkSet, madeUpNetwork, split } from '../made-up-training.ts';
import { settings } from '../long-training.ts';

const runsFolder = process.argv[2]!;
const network = await madeUpNetwork();
process.stdout.write('ready\n');
const interrupted = (await listRuns(runsFolder)).find(({ status }) => status === 'interrupted');
const writer = interrupted
  ? await resumeRun(interrupted.folder)
  : await createRun(runsFolder, { ...plan, specification: network.specification, training: settings });
const resumeFrom = await writer.readCheckpoint();
const result = await train({ network, chunkSet, split, settings, writer, resumeFrom });
await writer.writeModel(await network.parameters());
await writer.finish('stopped', result);
