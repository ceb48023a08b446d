import { findNeighbours } from '../compute/find-neighbours.ts';
import { openRun } from '../runs/read-run.ts';
import { passageLines } from './passages.ts';
import { findRun } from './run-argument.ts';

/** Returns the text for standard output. */
export async function neighboursCommand(
  options: { run: string; text: string; count: number; runs?: string; json: boolean },
  signal: AbortSignal,
): Promise<string> {
  const folder = await findRun(options.run, options.runs);
  const passages = await findNeighbours(folder, options.text, { count: options.count, signal });
  if (options.json) return JSON.stringify(passages, null, 2);
  return passageLines(passages, (await openRun(folder)).config.corpus.root).join('\n');
}
