// A compute process for tests: `run` says how it behaves.
import { setTimeout as wait } from 'node:timers/promises';

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ type, id, params }) => {
  const post = (message) => process.send(message);
  if (type === 'cancel')
    return post({ type: 'failure', id, failure: { message: 'x', forPerson: false, cancelled: true } });
  const run = params.run;
  if (run === 'exit') process.exit(7);
  if (run === 'throw') throw new Error('out of luck');
  if (run === 'kill') process.kill(process.pid, 'SIGKILL');
  if (run === 'hang') return;
  if (run === 'loop') for (;;);
  if (run === 'garbage') process.send({ what: 'is this' });
  if (run === 'env') {
    const { ELECTRON_RUN_AS_NODE: electron, NODE_OPTIONS: options, VSCODE_INSPECTOR_OPTIONS: inspector } = process.env;
    return post({ type: 'result', id, result: { report: JSON.stringify({ electron, options, inspector }) } });
  }
  if (run === 'talk') {
    console.log('a word');
    console.error('a warning');
    await wait(50);
  }
  post({ type: 'result', id, result: { report: `${process.pid}` } });
});
