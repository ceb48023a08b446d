import { counted, scoreTable, significant } from '../analysis/evaluation-report.ts';
import { findNeighboursOfChunk } from '../compute/find-neighbours.ts';
import type { TrainOutcome } from '../compute/train-request.ts';
import { openRun } from '../runs/read-run.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';
import { duration } from './duration.ts';
import { passageLines, placeInFile, shortPath } from './passages.ts';
import { plainText, quoteVerse } from './plain-text.ts';
import { shellWord } from './shell-word.ts';

/** What a complete training says at its end: what was trained, what it learned, an example, and what to do next. */
export async function trainSummary(outcome: TrainOutcome): Promise<string[]> {
  const { config } = await openRun(outcome.run);
  const result = config.result;
  const validation = outcome.valLoss === null ? '' : `, validation ${significant(outcome.valLoss)}`;
  const kept = result && result.keptEpoch !== result.epochs ? ` (of epoch ${result.keptEpoch}, the best)` : '';
  const run = shellWord(shortPath(outcome.run));
  return [
    `Trained ${plainText(outcome.preset)} on ${counted(outcome.poems, 'poem')}: ${counted(outcome.chunks, 'passage')}, ` +
      `${counted(outcome.vocabulary, 'distinct word')}; ${counted(outcome.epochs, 'epoch')} in ${duration(outcome.seconds)} ` +
      `(${outcome.engine}, ${counted(outcome.threads, 'thread')}).`,
    `Mean squared error${kept}: training ${outcome.trainLoss === null ? '–' : significant(outcome.trainLoss)}${validation}.`,
    '',
    ...learned(outcome),
    '',
    ...(await example(outcome.run, config.corpus.root)),
    `The run: ${plainText(shortPath(outcome.run))}`,
    'Next:',
    `  npx poetry-explorer neighbours ${run} "a line of your own"`,
    `  npx poetry-explorer evaluate ${run}`,
  ];
}

/** What an interrupted training says: how to go on. */
export function stoppedSummary(outcome: TrainOutcome): string[] {
  const kept = outcome.epochs === 0 ? 'before the end of its first epoch' : `after epoch ${outcome.epochs}`;
  const resume = `  npx poetry-explorer train --resume ${shellWord(shortPath(outcome.run))}`;
  if (outcome.lost === undefined) return [`Stopped ${kept}. Go on exactly from there with:`, resume];
  return [
    plainText(outcome.lost),
    `Training stopped ${kept}. Nothing is lost. Go on from there on the CPU with:`,
    `${resume} --engine wasm`,
    'or, to try it once more, without --engine.',
  ];
}

function learned({ evaluation, bottleneckSize }: TrainOutcome): string[] {
  if (!evaluation)
    return ['No poem was left to hold out, so nothing tells how well it does on others: train on more poems.'];
  const [reconstruction] = evaluation.verdicts;
  return [...scoreTable(evaluation, bottleneckSize), ...(reconstruction ? [reconstruction.message] : [])];
}

/** A line of a held-out poem, and the passages that the network finds nearest to the passage it stands in. */
async function example(runFolder: string, corpusRoot: string): Promise<string[]> {
  const chunks = await (await openRun(runFolder)).chunks();
  const longest = Math.max(...chunks.map(({ tokens }) => tokens.length));
  const whole = chunks.filter(({ tokens }) => tokens.length === longest);
  const asked =
    whole.find(({ split }) => split === 'test') ?? whole.find(({ split }) => split === 'validation') ?? whole[0];
  if (!asked) return [];
  const passages = await findNeighboursOfChunk(runFolder, asked.index, { count: 3 });
  if (passages.length === 0) return [];
  const { text, line } = firstWholeLine(asked);
  const by = asked.author === '' ? '' : ` by ${plainText(asked.author)}`;
  return [
    `Nearest to the passage around "${quoteVerse(text, 96)}"`,
    `(${plainText(asked.title)}${by}, ${placeInFile(corpusRoot, asked.file, line)}):`,
    ...passageLines(passages, corpusRoot),
    '',
  ];
}

/** The first line of verse that a chunk holds from its beginning, with its 1-based place in the file. */
function firstWholeLine({ text, range }: StoredChunk): { text: string; line: number } {
  const lines = text.split(/\r\n|\r|\n/);
  const isVerse = (line: string): boolean => /\p{L}.*\p{L}/u.test(line);
  const whole = lines.findIndex((line, i) => isVerse(line) && (i > 0 || range.start.character === 0));
  const found = whole >= 0 ? whole : Math.max(lines.findIndex(isVerse), 0);
  return { text: lines[found] ?? '', line: range.start.line + 1 + found };
}
