// The compute process: forked by the extension host, spoken to over Node's process channel, gone when its parent is.
import type { FromCompute } from '../protocol/compute-messages.ts';
import { jobs } from './jobs.ts';
import { serveRequests } from './serve-requests.ts';

const send = (message: FromCompute): void => {
  // A parent that goes away between the question and the sending is no error: `disconnect` follows.
  if (process.connected) process.send?.(message, () => undefined);
};

const server = serveRequests(jobs, send);

process.on('message', (message) => server.receive(message));
// Pressed in a terminal it goes to the parent too, which asks for what is to be done.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  // Jobs end at their next whole step; what a run has on disk is whole at any time, so a stuck one may be cut off.
  setTimeout(() => process.exit(1), 30_000).unref();
  void server.stop().finally(() => process.exit(0));
});
