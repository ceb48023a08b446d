// An engine process: computes by one engine for the process that forked it, and is gone when that is.
import type { FromEngine } from '../../protocol/engine-messages.ts';
import { loadEngine } from './load-engine.ts';
import { serveEngine } from './serve-engine.ts';

const send = (message: FromEngine): void => {
  // A parent that goes away between the question and the sending is no error: `disconnect` follows.
  if (process.connected) process.send?.(message, () => undefined);
};

process.on('message', serveEngine(loadEngine, send));
// Pressed in a terminal it goes to the parent too, which lets the training end in order.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
