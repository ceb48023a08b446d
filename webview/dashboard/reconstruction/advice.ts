import type { HeldOutFigures } from '../../../src/protocol/held-out-figures.ts';
import type { ErrorAlongPassage } from '../../../src/protocol/measure-messages.ts';
import { percent } from '../figures.ts';
import type { VerdictInWords } from '../verdict-list.ts';

/** Below this share of the variance a network says much the same word everywhere. */
const hardlyAnything = 0.02;

/** The evaluation's verdict on the error along the passage, with what it means and what to try. */
export function adviceOnPositions({ verdicts, scores }: Pick<HeldOutFigures, 'verdicts' | 'scores'>): VerdictInWords[] {
  const explained = scores[0]?.varianceExplained.value ?? 0;
  return verdicts
    .filter(({ about }) => about === 'positions')
    .map(({ good, message }) => ({ good, message, ...advice(good, explained) }));
}

function advice(good: boolean, explained: number): { meaning: string; tries?: string } {
  if (!good) {
    return {
      meaning:
        'The decoder writes each word after the one it wrote before, so that its mistakes add up along the passage.',
      tries:
        'the preset gru or lstm, whose gates carry the beginning further, or more epochs in the last phase of the curriculum, where passages have their full length.',
    };
  }
  return explained < hardlyAnything
    ? {
        meaning:
          'That alone is no praise: a network that says the same word everywhere is even too. The variance explained, under Quality, comes first.',
      }
    : { meaning: 'No stretch of the passage is neglected.' };
}

type Stretches = Pick<ErrorAlongPassage, 'early' | 'late'>;

/** Differences of less than this in the variance explained are not worth a word. */
const alike = 0.01;

/**
 * Whether the beginning or the end of a passage comes back better, beside the mean word: words differ in how hard they
 * are to guess, so that the error alone would mislead.
 */
export function trendAlong({ early, late }: Stretches, meanWord: Stretches | undefined): string {
  if (early === null || late === null)
    return 'No held-out passage is long enough to compare its beginning with its end.';
  if (!meanWord?.early || !meanWord.late)
    return `The squared error is ${early.toFixed(4)} at the beginning and ${late.toFixed(4)} at the end.`;
  const first = 1 - early / meanWord.early;
  const last = 1 - late / meanWord.late;
  const shares = `${percent(first)} of the variance explained early, ${percent(last)} late`;
  if (Math.abs(first - last) < alike)
    return `Beside the mean word, the beginning and the end of a passage come back about equally well: ${shares}.`;
  return first > last
    ? `The beginning of a passage comes back better than its end: ${shares}. The further the decoder writes, the less it remembers.`
    : `The end of a passage comes back better than its beginning: ${shares}. The encoder reads the end last and remembers it best.`;
}
