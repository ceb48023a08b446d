import type {
  SweepBaseline,
  SweepFigure,
  SweepMeasure,
  SweepMemberState,
  SweepState,
} from '../../src/protocol/sweep-messages.ts';

/** What the measures are called, shortly and in whole. */
export const measureTexts: Record<SweepMeasure, { short: string; whole: string }> = {
  varianceExplained: {
    short: 'Variance explained',
    whole: 'How much of the passages’ word vectors is given back: 0 is no better than the average word, always.',
  },
  weightedVarianceExplained: {
    short: 'Rare words more',
    whole: 'The same where rare words count more than frequent ones (smooth inverse frequency).',
  },
  samePoemAt5: {
    short: 'Same poem in 5',
    whole:
      'Of the 5 passages nearest to a held-out passage, how many are of the same poem; adjacent ones are left out.',
  },
};

export const methodTexts: Record<SweepBaseline['method'], string> = {
  pca: 'PCA of the whole passage',
  meanPooledPca: 'PCA of its mean vector',
  weightedPca: 'Best linear method for rare words',
  meanPooled: 'Mean word vectors, full width',
  tfIdf: 'Shared words (TF-IDF)',
  chance: 'Chance',
};

const stages: Record<NonNullable<SweepMemberState['stage']>, string> = {
  reading: 'reading the poems',
  vectors: 'loading word vectors',
  engines: 'trying which engine is the fastest',
  form: 'learning the form of the lines',
  training: 'training',
  encoding: 'encoding the passages',
  evaluating: 'being measured',
};

/** `5.0%`, and its interval, `4.8 to 5.3`; '' without one. */
export function figureTexts(figure: SweepFigure | null): { value: string; interval: string } {
  if (!figure) return { value: '–', interval: '' };
  const { value, interval } = figure;
  return {
    value: `${tenths(value)}%`,
    interval: interval ? `${tenths(interval.low)} to ${tenths(interval.high)}` : '',
  };
}

/** How a member stands that has no figures yet. */
export function standing({ state, stage, epoch, epochs, loss, problem }: SweepMemberState): string {
  const done = `epoch ${epoch} of ${epochs}`;
  const at = loss === null ? done : `${done}, loss ${loss.toFixed(4)}`;
  switch (state) {
    case 'waiting':
      return 'Waiting';
    case 'training':
      return stage === 'training' || stage === null ? `In training: ${at}` : `${capital(stages[stage])}: ${at}`;
    case 'stopped':
      return `Stopped after ${at}`;
    case 'failed':
      return `Failed: ${problem ?? ''}`;
    case 'complete':
      return problem ?? 'Done';
  }
}

/** What all members share, which makes their figures comparable, and what the figures do not tell. */
export function fairness({ seed, epochs, members }: SweepState): string[] {
  const result = members.find((member) => member.result)?.result;
  const held = result
    ? `the same ${counted(result.poems, result.split === 'test' ? 'held-out poem' : 'validation poem')} (${counted(result.chunks, 'passage')})`
    : 'the same held-out poems';
  const length = epochs === null ? 'for as long as its recipe says' : `for ${counted(epochs, 'epoch')}`;
  return [
    `Each is trained from scratch ${length}, on the same poems with the same split and seed (${seed}), and measured on ${held}.`,
    'Intervals are 95%, by drawing whole poems anew. Where one overlaps that of the best (≈), these poems do not tell which is better. It is a single seed: another would move the figures too, and no interval shows by how much.',
  ];
}

export function timeText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `1 poem`, `1,321 poems`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en-GB')} ${thing}${count === 1 ? '' : 's'}`;
}

function tenths(share: number): string {
  return (share * 100)
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
