import { createRequire } from 'node:module';
import type * as seldomPart from './seldom-part.ts';
import type { Services } from './services.ts';

/** A command of the bundle that is loaded when the first of them is used: the editor starts the sooner. */
export function seldom(name: keyof typeof seldomPart.seldomCommands) {
  return (services: Services, argument?: unknown): Promise<void> => {
    const { seldomCommands } = createRequire(import.meta.url)('./seldom.cjs') as typeof seldomPart;
    return seldomCommands[name](services, argument);
  };
}
