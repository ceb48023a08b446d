import type { RunConfig } from '../runs/run-config.ts';

/** Facts of `config.json` that are not settings: what the run is called, what it is for, and how it ended. */
const notSettings = new Set(['formatVersion', 'name', 'created', 'status', 'sweep', 'result', 'corpus.statistics']);

/**
 * The settings of a run: the path of each in `config.json`, as in `training.batchSize`, items of lists counted from 1, and
 * its value. Plain lists are one setting.
 */
export function settingsOf(config: RunConfig): [string, string][] {
  return flattened(config, '');
}

function flattened(value: unknown, path: string): [string, string][] {
  if (notSettings.has(path)) return [];
  if (typeof value !== 'object' || value === null) return [[path, textOf(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return [[path, value.map(textOf).join(', ')]];
  return Object.entries(value).flatMap(([name, item]) => {
    const part = Array.isArray(value) ? String(Number(name) + 1) : name;
    return flattened(item, path ? `${path}.${part}` : part);
  });
}

function textOf(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
