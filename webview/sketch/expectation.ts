import type { SketchBasis } from '../../src/protocol/sketch-messages.ts';

/** What a sketch is, and how much to expect of it. */
export function expectationText({ numbers, expectation }: SketchBasis): string {
  const what = `What the decoder makes of ${numbers.length} numbers, each of its steps written as the nearest of the run’s commonest words: sketches, not poetry.`;
  if ('problem' in expectation) {
    const problem = expectation.problem.replace(/\.?$/, '.');
    return `${what} ${problem} So nothing tells how much to expect; “Evaluate Run” measures it.`;
  }
  const { varianceExplained, cosine, meanVectorCosine } = expectation;
  const percent = `${(100 * varianceExplained).toFixed(1).replace('-', '−')}%`;
  const share = varianceExplained > 0 ? `${percent} of the variance` : `none of the variance (${percent})`;
  const beside = `Its words come out at a cosine of ${cosine.toFixed(2)}; always guessing the average word gives ${meanVectorCosine.toFixed(2)}.`;
  return `${what} Of poems that it never saw this network explains ${share}, so expect ${hope(varianceExplained)}. ${beside}`;
}

function hope(varianceExplained: number): string {
  if (varianceExplained < 0.03) return 'hardly more than the commonest words and breaks';
  if (varianceExplained < 0.15) return 'common words, marks and breaks rather than meaning';
  return 'a drift of words, and hardly ever the lines themselves';
}
