import type { HeldOutFigures } from '../../../src/protocol/held-out-figures.ts';
import { percent } from '../figures.ts';
import type { VerdictInWords } from '../verdict-list.ts';
import { standingOf } from './standing.ts';

const learnMore = 'more epochs, more poems or another preset.';
const withoutIntervals =
  'Without intervals the figures below cannot be told from luck: they need at least two held-out poems. Where an earlier version measured this run, “Show Report” measures it anew.';

/** Whether what the network learned is worth showing: its neighbours first, then what it gives back. */
export function answers(figures: HeldOutFigures): VerdictInWords[] {
  return [answerOnNeighbours(figures), answerOnWords(figures)];
}

/** Neighbours are what a person is shown on hover, so whether they are kin comes first. */
function answerOnNeighbours({ neighbours }: HeldOutFigures): VerdictInWords {
  const above = (space: 'chance' | 'meanPooled') =>
    neighbours?.spaces.find((found) => found.space === space)?.networkAbove.samePoemAt5 ?? null;
  if (!neighbours)
    return {
      good: false,
      message: 'Neighbours: nothing can be said of them.',
      meaning: 'No held-out passage has another one of its poem to find.',
      tries: 'more poems, or longer ones.',
    };
  const byChance = standingOf(above('chance'));
  const byMean = standingOf(above('meanPooled'));
  if (byChance === 'worse' || byChance === 'alike')
    return {
      good: false,
      message: 'Neighbours: not worth showing yet.',
      meaning:
        byChance === 'worse'
          ? 'On poems it never read, they are of the same poem less often than chance would have it.'
          : 'On poems it never read, nothing shows that they are of the same poem more often than chance would have it.',
      tries: learnMore,
    };
  if (byMean === 'untold')
    return { good: false, message: 'Neighbours: how good they are is not certain.', meaning: withoutIntervals };
  const kin =
    byChance === 'better'
      ? 'On poems it never read, they are of the same poem more often than by chance'
      : 'On poems it never read, their kinship was not held beside chance';
  switch (byMean) {
    case 'better':
      return {
        good: true,
        message: 'Neighbours: worth showing.',
        meaning: `${kin}, and more often than those found by averaging all dimensions of the word vectors.`,
      };
    case 'alike':
      return {
        good: true,
        message: 'Neighbours: worth showing.',
        meaning: `${kin}. Whether averaging all dimensions of the word vectors finds more or fewer, these poems cannot tell.`,
      };
    case 'worse':
      return {
        good: false,
        message: 'Neighbours: take them with a grain of salt.',
        meaning: `${kin}, but averaging all dimensions of the word vectors finds more.`,
        tries: learnMore,
      };
  }
}

function answerOnWords({ scores, aboveLinear }: HeldOutFigures): VerdictInWords {
  const explained = scores[0]!.varianceExplained;
  const pca = scores.find(({ predictor }) => predictor === 'pca');
  const shares = `${percent(explained.value)} of the variance of the words${pca ? `, the linear summary of the same width ${percent(pca.varianceExplained.value)}` : ''}`;
  const byMeanWord = standingOf(explained);
  if (byMeanWord === 'worse' || byMeanWord === 'alike')
    return {
      good: false,
      message: 'Words: hardly any come back.',
      meaning:
        byMeanWord === 'worse'
          ? `It gives passages back worse than always guessing the mean word would: it explains ${shares}.`
          : `Nothing shows that it gives passages back better than always guessing the mean word would: it explains ${shares}.`,
      tries: learnMore,
    };
  if (byMeanWord === 'untold')
    return {
      good: false,
      message: 'Words: how many come back is not certain.',
      meaning: `It explains ${shares}. ${withoutIntervals}`,
    };
  switch (standingOf(aboveLinear.varianceExplained)) {
    case 'better':
      return {
        good: true,
        message: 'Words: more of them come back than a linear summary keeps.',
        meaning: `It explains ${shares}.`,
      };
    case 'alike':
      return {
        good: true,
        message: 'Words: something of them comes back.',
        meaning: `It explains ${shares}; these poems cannot tell which of the two is the better.`,
      };
    case 'worse':
      return {
        good: false,
        message: 'Words: something of them comes back, but a linear summary keeps more.',
        meaning: `It explains ${shares}.`,
        tries: learnMore,
      };
    case 'untold':
      return { good: true, message: 'Words: something of them comes back.', meaning: `It explains ${shares}.` };
  }
}
