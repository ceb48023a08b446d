import { listEngines } from '../compute/engines/list-engines.ts';
import { enginePlaces } from './engine-places.ts';
import { plainText } from './plain-text.ts';

/** Returns the text for standard output: each engine, tried, with what can be said of it here. */
export async function enginesCommand(options: { packages?: string; json: boolean }): Promise<string> {
  const engines = await listEngines(enginePlaces(options.packages), true);
  if (options.json) return JSON.stringify(engines, null, 2);
  const lines = engines.map(
    ({ engine, usable, words }) => `${usable ? '✓' : '–'} ${engine.padEnd(8)}${plainText(words)}`,
  );
  return [...lines, '', 'Train by one with --engine; auto takes the fastest that works.'].join('\n');
}
