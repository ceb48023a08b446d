/** Locks the run in argv[2] and holds it until its input ends; prints `locked`, or why not. */
import { acquireLock } from '../../../src/runs/run-lock.ts';

try {
  const lock = await acquireLock(process.argv[2]!);
  process.stdout.write('locked\n');
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.on('end', resolve));
  if (!(await lock.held())) process.stdout.write('lost\n');
  await lock.release();
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
