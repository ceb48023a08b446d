import { counted, table } from '../analysis/evaluation-report.ts';
import { baselinesOf, rankMembers, type RankedMember } from '../protocol/rank-sweep.ts';
import type { SweepBaseline, SweepFigure, SweepMeasure, SweepState } from '../protocol/sweep-messages.ts';
import { recipeNamed } from '../training/variants.ts';
import { duration } from './duration.ts';
import { shortPath } from './passages.ts';
import { plainText } from './plain-text.ts';

const measureNames: Record<SweepMeasure, string> = {
  varianceExplained: 'variance explained',
  weightedVarianceExplained: 'the same, rare words counting more',
  samePoemAt5: 'of the 5 nearest, of the same poem',
};

const heads = [
  'architecture',
  'cell',
  'numbers',
  measureNames.varianceExplained,
  'rare words more',
  'same poem in 5',
  'parameters',
  'epochs',
  'time',
];

const methodNames: Record<SweepBaseline['method'], string> = {
  pca: 'PCA of the whole passage',
  meanPooledPca: 'PCA of its mean vector',
  weightedPca: 'best linear method for rare words',
  meanPooled: 'mean word vectors, full width',
  tfIdf: 'shared words (TF-IDF)',
  chance: 'chance',
};

/** A comparison as a table for a terminal, best first, with its baselines, and what is to be known of its figures. */
export function compareReport(state: SweepState, measure: SweepMeasure): string[] {
  const rows = [...rankMembers(state, measure).map(memberCells), ...baselinesOf(state).map(baselineCells)].map(
    ([rank, name, ...cells]) => [`${rank!.padStart(3)} ${name}`, ...cells],
  );
  const [first, ...others] = heads;
  return [
    ...(rows.length > 0 ? [...introduction(state, measure), '', ...table([`    ${first}`, ...others], rows), ''] : []),
    ...notes(state, measure),
    ...leftOut(state),
  ].map(plainText);
}

/** The same in Markdown. */
export function compareMarkdown(state: SweepState, measure: SweepMeasure): string[] {
  const cells = (row: string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = [...rankMembers(state, measure).map(memberCells), ...baselinesOf(state).map(baselineCells)];
  const aligned = ['', ...heads].map((_, column) => (column < 3 ? '---' : '---:'));
  return [
    ...introduction(state, measure),
    '',
    ...[['', ...heads], aligned, ...rows].map(cells),
    '',
    ...explanations(state),
    ...notes(state, measure),
    ...leftOut(state),
  ].map(plainText);
}

/** What each preset and variant of the table is. */
function explanations({ members }: SweepState): string[] {
  const names = [...new Set(members.map(({ preset }) => preset))];
  return [...names.flatMap((name) => [`- \`${name}\`: ${recipeNamed(name)?.description ?? ''}`]), ''];
}

function introduction(state: SweepState, measure: SweepMeasure): string[] {
  const { corpus, seed, members } = state;
  const held = members.find(({ result }) => result)?.result;
  const others = held
    ? `, measured on ${counted(held.poems, held.split === 'test' ? 'held-out poem' : 'validation poem')} (${counted(held.chunks, 'passage')})`
    : '';
  return [
    `${counted(members.length, 'architecture')} on ${counted(corpus.poems, 'poem')} (${counted(corpus.chunks, 'passage')})${others}.`,
    `Poems, split and seed (${seed}) are the same for all, and all begin from scratch. Best first by ${measureNames[measure]}; 95% intervals by drawing whole poems anew.`,
  ];
}

function notes(state: SweepState, measure: SweepMeasure): string[] {
  const ranked = rankMembers(state, measure);
  if (ranked.length === 0) return [];
  const like = ranked.filter(({ likeBest }) => likeBest).length;
  return [
    ...(like > 0
      ? [
          `~ the intervals of ${counted(like, 'architecture')} and of the best overlap: these poems do not tell which is better.`,
        ]
      : []),
    'A single seed: another one would move the figures too, and that is in no interval. Times are of trainings that shared the machine, without the evaluation.',
  ];
}

/** What is not in the table, and why. */
function leftOut({ members }: SweepState): string[] {
  return members.flatMap(({ preset, cell, bottleneckSize, state, problem, epoch, epochs, result, run }) => {
    if (result) return [];
    const name = `${preset}, ${cell}, ${bottleneckSize} numbers`;
    if (state === 'failed' || problem !== null)
      return [`${name} failed: ${problem ?? ''}${run === null ? '' : ` (${shortPath(run)})`}`];
    return [`${name}: ${state === 'waiting' ? 'not begun' : `stopped after epoch ${epoch} of ${epochs}`}.`];
  });
}

function memberCells({ rank, likeBest, state, result }: RankedMember): string[] {
  const { varianceExplained, weightedVarianceExplained, samePoemAt5 } = result.scores;
  return [
    rank === null ? '–' : `${rank}${likeBest ? '~' : ' '}`,
    state.preset,
    state.cell,
    String(state.bottleneckSize),
    ...[varianceExplained, weightedVarianceExplained, samePoemAt5].map(figure),
    result.parameters.toLocaleString('en'),
    String(state.epoch),
    duration(result.seconds),
  ];
}

function baselineCells({ method, numbers, scores }: SweepBaseline): string[] {
  const { varianceExplained, weightedVarianceExplained, samePoemAt5 } = scores;
  const figures = [varianceExplained, weightedVarianceExplained, samePoemAt5].map(figure);
  return ['', methodNames[method], '', numbers === null ? '' : String(numbers), ...figures, '', '', ''];
}

/** `5.0% (4.8 to 5.3)` */
function figure(one: SweepFigure | null): string {
  if (!one) return '–';
  const tenths = (share: number): string => (share * 100).toFixed(1).replace(/^-0\.0$/, '0.0');
  const interval = one.interval ? ` (${tenths(one.interval.low)} to ${tenths(one.interval.high)})` : '';
  return `${tenths(one.value)}%${interval}`;
}
