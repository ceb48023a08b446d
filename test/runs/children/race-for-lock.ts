/**
 * At each line of its input, locks the run in argv[2], or lets go of it again; prints a line each time: `locked` or why
 * not, then `held`, `lost` or `none`.
 */
import { createInterface } from 'node:readline';
import { acquireLock, type RunLock } from '../../../src/runs/run-lock.ts';

let lock: RunLock | undefined;
for await (const line of createInterface(process.stdin)) {
  if (line === 'lock') {
    try {
      lock = await acquireLock(process.argv[2]!);
      process.stdout.write('locked\n');
    } catch (error) {
      process.stdout.write(`${String(error)}\n`);
    }
  } else {
    const answer = lock === undefined ? 'none' : (await lock.held()) ? 'held' : 'lost';
    await lock?.release();
    process.stdout.write(`${answer}\n`);
    lock = undefined;
  }
}
