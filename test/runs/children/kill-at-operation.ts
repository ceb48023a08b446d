import { promises as fs } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';

const onFiles = ['open', 'rename', 'link', 'rm', 'mkdir', 'writeFile'] as const;
const onHandles = ['write', 'writeFile', 'sync', 'truncate'] as const;
type Operation = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/**
 * Makes the system kill this process just before its n-th operation on files; a write is killed when it is half done.
 * Returns the number of operations so far.
 */
export async function countOperations(killAt: number): Promise<() => number> {
  let count = 0;
  const wrap = (owner: Record<string, Operation>, name: string): void => {
    const original = owner[name]!;
    owner[name] = async function (...args) {
      if (++count === killAt) {
        if (this !== undefined && name.startsWith('write') && args[0] instanceof Uint8Array) {
          const half = args[0].subarray(0, args[0].length >> 1);
          await (name === 'write' ? original.call(this, half, 0, half.length, args[3]) : original.call(this, half));
        }
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => undefined);
      }
      return await original.apply(this, args);
    };
  };
  const handle = await fs.open(devNull, 'r');
  const prototype = Object.getPrototypeOf(handle) as Record<string, Operation>;
  await handle.close();
  for (const name of onHandles) wrap(prototype, name);
  for (const name of onFiles) wrap(fs as unknown as Record<string, Operation>, name);
  syncBuiltinESMExports();
  return () => count;
}
