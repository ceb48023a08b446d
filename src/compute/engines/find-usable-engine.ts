import type { EnginePlaces, EngineVerdict, ProcessEngine } from '../../protocol/engine-choices.ts';
import { findEngine } from './engine-packages.ts';
import type { EngineProcess } from './engine-process.ts';
import { engineRuntimes } from './engine-runtimes.ts';
import { EngineUnusable } from './engine-unusable.ts';
import { openEngine, probeEngine, type ProcessMaker } from './probe-engine.ts';
import { createVerdictCache, verdictKey } from './verdict-cache.ts';

/** Where engines are looked for, and, for tests, how their processes are started. */
export interface EngineSearch extends EnginePlaces {
  maker?: Partial<ProcessMaker>;
}

export const nowhere: EngineSearch = { folders: [] };

/**
 * Whether an engine can be used here: as it was found before, or by a probe. `anew` probes what was found unusable
 * before, and `always` in any case.
 */
export async function judgeEngine(
  engine: ProcessEngine,
  search: EngineSearch,
  probe: 'known' | 'anew' | 'always' = 'known',
): Promise<EngineVerdict> {
  const found = findEngine(engine, search.folders);
  if (!found) return { engine, usable: false, problem: 'package missing', detail: '' };
  const maker = makerOf(search);
  const cache = createVerdictCache(search.storage);
  const key = verdictKey(found, maker.runtimes);
  const known = probe === 'always' ? undefined : await cache.get(key);
  if (known && (known.usable || probe === 'known')) return known;
  const verdict = await probeEngine(found, maker);
  await cache.set(key, verdict);
  return verdict;
}

/** Opens an engine whose verdict was good. What has changed since is found out, and told as another verdict. */
export async function openUsable(
  verdict: Extract<EngineVerdict, { usable: true }>,
  search: EngineSearch,
): Promise<EngineProcess | EngineVerdict> {
  const { engine } = verdict;
  const opened = await openBy(verdict, search);
  if (opened) return opened;
  const again = await judgeEngine(engine, search, 'always');
  if (!again.usable) return again;
  return (
    (await openBy(again, search)) ?? { engine, usable: false, problem: 'crashed', detail: 'it works only now and then' }
  );
}

/** Undefined where it fails, or is another GPU than the one that was probed. */
async function openBy(
  { engine, runtime, adapter }: Extract<EngineVerdict, { usable: true }>,
  search: EngineSearch,
): Promise<EngineProcess | undefined> {
  const found = findEngine(engine, search.folders);
  if (!found) return undefined;
  try {
    const opened = await openEngine(found, runtime, makerOf(search));
    if (opened.adapter === adapter) return opened;
    opened.close();
  } catch (error) {
    if (!(error instanceof EngineUnusable)) throw error;
  }
  return undefined;
}

function makerOf({ maker, nodePath }: EngineSearch): ProcessMaker {
  return { runtimes: engineRuntimes(nodePath), ...maker };
}
