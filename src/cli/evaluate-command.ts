import { evaluationReport } from '../analysis/evaluation-report.ts';
import { evaluateRun } from '../compute/evaluate-run.ts';
import { plainText } from './plain-text.ts';
import { findRun } from './run-argument.ts';

/** Returns the text for standard output. */
export async function evaluateCommand(
  options: { run: string; runs?: string; json: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { run, bottleneckSize, notes, evaluation } = await evaluateRun(await findRun(options.run, options.runs), {
    signal,
  });
  if (options.json) return JSON.stringify({ run, notes, ...evaluation }, null, 2);
  return [...evaluationReport(evaluation, bottleneckSize), ...notes.map((note) => `\n${plainText(note)}`)].join('\n');
}
