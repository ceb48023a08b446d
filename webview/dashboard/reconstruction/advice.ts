import type { DashboardEvaluation, DashboardVerdict } from '../../../src/protocol/dashboard-messages.ts';
import type { VerdictInWords } from '../verdict-list.ts';

/** Below this share of the variance a network says much the same word everywhere. */
const hardlyAnything = 0.02;

const learnMore = 'more epochs, more poems, or the preset gru or lstm.';

/** The evaluation's verdicts, with what they mean and what to try. */
export function adviceOn({ verdicts, scores }: DashboardEvaluation): VerdictInWords[] {
  const explained = scores[0]?.varianceExplained ?? 0;
  return verdicts.map((verdict) => ({ good: verdict.good, message: verdict.message, ...advice(verdict, explained) }));
}

function advice({ about, good }: DashboardVerdict, explained: number): { meaning: string; tries?: string } {
  switch (about) {
    case 'reconstruction':
      if (good) {
        return {
          meaning:
            'The bottleneck keeps as much of a passage as a linear summary of the same width, or more: what it holds to be alike is worth a look.',
        };
      }
      return explained <= 0
        ? {
            meaning: 'The bottleneck says nothing yet that helps to tell one passage’s words from another’s.',
            tries: learnMore,
          }
        : { meaning: 'Something of a passage comes through, but a linear summary keeps more of it.', tries: learnMore };
    case 'positions':
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
              'That alone is no praise: a network that says the same word everywhere is even too. The variance explained comes first.',
          }
        : { meaning: 'No stretch of the passage is neglected.' };
    case 'diversity':
      return good
        ? { meaning: 'Whether its numbers also differ from one another is told under Dimensions.' }
        : {
            meaning: 'Passages that differ get nearly the same numbers, so that none can be told from another.',
            tries: learnMore,
          };
  }
}
