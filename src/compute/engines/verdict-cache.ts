import { statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type EngineVerdict, readEngineVerdict } from '../../protocol/engine-choices.ts';
import { productVersion } from '../product-version.ts';
import type { FoundEngine } from './engine-packages.ts';

/** What probes have found, kept on disk: a probe may take half a minute. */
export interface VerdictCache {
  get(key: string): Promise<EngineVerdict | undefined>;
  set(key: string, verdict: EngineVerdict): Promise<void>;
}

/** A driver may be installed meanwhile: what was not usable is tried again after so many milliseconds. */
const failureMs = 24 * 3600_000;

/** What a verdict holds for: versions of the package, the system, the program and the executables. */
export function verdictKey({ engine, folder, version }: FoundEngine, runtimes: readonly string[]): string {
  return JSON.stringify([
    engine,
    folder,
    version,
    productVersion(),
    os.platform(),
    os.release(),
    ...runtimes.map(stamp),
  ]);
}

/** Changes when another version of an executable takes its place. */
function stamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${file} ${found.size} ${found.mtimeMs}` : file;
}

/** In a file of `storage`; without it nothing is kept. What cannot be read or written is as if it were not there. */
export function createVerdictCache(storage: string | undefined, now: () => number = Date.now): VerdictCache {
  const file = storage === undefined ? undefined : path.join(storage, 'engine-verdicts.json');

  const read = async (): Promise<Map<string, unknown>> => {
    try {
      const content: unknown = JSON.parse(await readFile(file!, 'utf8'));
      return new Map(Object.entries(content as object));
    } catch {
      return new Map();
    }
  };

  return {
    async get(key) {
      if (file === undefined) return undefined;
      try {
        const { when, verdict } = (await read()).get(key) as { when: number; verdict: unknown };
        const known = readEngineVerdict(verdict, 'verdict');
        return known.usable || now() - when < failureMs ? known : undefined;
      } catch {
        return undefined;
      }
    },

    async set(key, verdict) {
      if (file === undefined) return;
      const engineOf = (other: string): unknown => (JSON.parse(other) as unknown[])[0];
      try {
        const kept = [...(await read())].filter(([other]) => engineOf(other) !== verdict.engine);
        await mkdir(path.dirname(file), { recursive: true });
        const partial = `${file}.${process.pid}`;
        await writeFile(
          partial,
          JSON.stringify(Object.fromEntries([...kept, [key, { when: now(), verdict }]]), null, 1),
        );
        await rename(partial, file);
      } catch {
        // It is found out anew the next time.
      }
    },
  };
}
