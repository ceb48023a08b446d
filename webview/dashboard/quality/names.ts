import type { HeldOutMeasure, HeldOutPredictor, HeldOutSpace } from '../../../src/protocol/held-out-figures.ts';

/** What guesses the words of a passage. */
export const predictorNames: Record<HeldOutPredictor, string> = {
  network: 'This network',
  pca: 'PCA of the same width',
  weightedPca: 'Linear method made for rare words',
  meanPooledPca: 'PCA of the mean word vector',
  meanVector: 'Always the mean word',
  weightedMeanVector: 'Always the mean of rarer words',
};

/** What neighbours are sought by. */
export const spaceNames: Record<HeldOutSpace, string> = {
  bottleneck: 'This network',
  pca: 'PCA of the same width',
  meanPooledPca: 'PCA of the mean word vector',
  meanPooled: 'Mean word vectors, all dimensions',
  weightedMeanPooled: 'The same, rare words counting more',
  tfIdf: 'Shared words (TF-IDF)',
  random: 'Random vectors',
  chance: 'Chance',
};

/** What a measure of neighbours counts: its heading, and what it is in a sentence. */
export const measureNames: Record<HeldOutMeasure, { heading: string; meaning: string }> = {
  samePoemAt5: {
    heading: 'Passages of the same poem',
    meaning:
      'Of the five passages nearest to a held-out one, how many are of its poem. Passages that share words with it are left out.',
  },
  adjacentIn5: {
    heading: 'The passage before or after',
    meaning:
      'How often the passage just before or just after is among the five nearest. The two may share words where they overlap, which is what TF-IDF finds.',
  },
  sameAuthorAt5: {
    heading: 'Other poems by the same author',
    meaning: 'Of the five nearest in other poems, how many are by the same author.',
  },
};
