/** Creates a run in the folder argv[2]; prints its folder, or why not. */
import { createRun } from '../../../src/runs/write-run.ts';
import { plan } from '../sample-run.ts';

try {
  const writer = await createRun(process.argv[2]!, plan);
  await writer.close();
  process.stdout.write(`${writer.folder}\n`);
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
