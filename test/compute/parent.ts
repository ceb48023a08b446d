// A parent for tests: forks the compute process given as argument, starts a training, and tells the child's pid and run.
import { fork } from 'node:child_process';

const [script, folder] = process.argv.slice(2) as [string, string];
const child = fork(script, [], { execArgv: process.execArgv, serialization: 'advanced' });
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
child.on('message', (message: { type: string; progress?: { start?: { run: string }; epochs: unknown[] } }) => {
  if (message.progress?.start) tell({ run: message.progress.start.run });
  if (message.progress?.epochs.length) tell({ epoch: true });
});
child.send({ type: 'request', id: 1, method: 'train', params: { folder, preset: 'seed' } });
tell({ pid: child.pid });
