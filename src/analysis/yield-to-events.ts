import { setImmediate } from 'node:timers/promises';

/**
 * Lets signals, messages and timers through between two pieces of a long computation, then throws the signal's reason
 * if it was aborted.
 */
export async function yieldToEvents(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
