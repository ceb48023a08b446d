import { createWasmEngine } from '../../engine/wasm/wasm-engine.ts';
import { type EngineStatus, processEngines } from '../../protocol/engine-choices.ts';
import { verdictWords } from './engine-words.ts';
import { judgeEngine, type EngineSearch } from './find-usable-engine.ts';

/** Every engine, with what can be said of it here; each is tried, unless that was found out before and `anew` is false. */
export async function listEngines(search: EngineSearch, anew: boolean): Promise<EngineStatus[]> {
  const { description } = await createWasmEngine();
  const words = `${description}: works. The default; it needs nothing installed.`;
  const statuses: EngineStatus[] = [{ engine: 'wasm', usable: true, words, problem: null }];
  for (const engine of processEngines) {
    const verdict = await judgeEngine(engine, search, anew ? 'always' : 'anew');
    const { usable } = verdict;
    statuses.push({ engine, usable, words: verdictWords(verdict), problem: usable ? null : verdict.problem });
  }
  return statuses;
}
