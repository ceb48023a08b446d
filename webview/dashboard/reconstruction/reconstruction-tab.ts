import '../measures.css';
import type { DashboardEvaluation, ReconstructionContent } from '../../../src/protocol/dashboard-messages.ts';
import type { DistributedErrors, PassageErrors } from '../../../src/protocol/measure-messages.ts';
import { element, section } from '../../shared/elements.ts';
import { numbersBehind, numbersTable, type Numbers } from '../../shared/numbers.ts';
import { counted, percent, separated } from '../figures.ts';
import { verdictList } from '../verdict-list.ts';
import { adviceOn } from './advice.ts';
import { errorHistogram } from './error-histogram.ts';
import { passageLists } from './passage-lists.ts';
import { positionChart } from './position-chart.ts';

/** What of poems never seen in training comes back through the bottleneck. */
export function reconstructionTab({ evaluation, passages }: ReconstructionContent): HTMLElement[] {
  const byPassage = passages ? ('problem' in passages ? [unknown(passages.problem)] : eachPassage(passages)) : [];
  if (!evaluation) {
    const none = element('p', {}, 'This run has not been measured on held-out poems.');
    return [section('Reconstruction', none), ...byPassage];
  }
  return [whatItLearned(evaluation), alongThePassage(evaluation), ...byPassage, ...kinship(evaluation)];
}

function whatItLearned(evaluation: DashboardEvaluation): HTMLElement {
  const { split, poems, chunks, scores } = evaluation;
  const beside: Numbers = {
    columns: ['', 'variance explained', 'cosine', 'squared error'],
    rows: scores.map(({ name, varianceExplained, cosine, mse }) => [
      ...[name, percent(varianceExplained), cosine.toFixed(3), mse.toFixed(4)],
    ]),
  };
  const chooser = split === 'validation' ? ', but watched over its training: no other poem was left' : '';
  const meanWord = scores.at(-1);
  return section(
    'What it learned',
    element(
      'p',
      { class: 'quiet' },
      `Measured on ${counted(poems, 'held-out poem')} (${counted(chunks, 'passage')}), which the network was not trained on${chooser}.`,
    ),
    verdictList(adviceOn(evaluation)),
    numbersTable('Beside simpler methods', beside),
    element(
      'p',
      {},
      'Variance explained says how much of the difference between words a guess accounts for: 0% is no better than always guessing the mean word, 100% would be every word given back, and below 0% is worse than the mean word. ',
      meanWord
        ? `Read it before the cosine: word vectors point much the same way, so that the mean word alone already reaches a cosine of ${meanWord.cosine.toFixed(3)} here.`
        : '',
    ),
    element(
      'p',
      { class: 'quiet' },
      'PCA of the same width is the linear summary of the whole passage that keeps most. PCA of the mean word vector knows only which words a passage holds, not their order.',
    ),
    numbersBehind('Beside simpler methods', {
      ...beside,
      rows: scores.map(({ name, varianceExplained, cosine, mse }) => [name, varianceExplained, cosine, mse]),
    }),
  );
}

function alongThePassage(evaluation: DashboardEvaluation): HTMLElement {
  const { early, middle, late, scores } = evaluation;
  const mean = scores[0]?.mse ?? 0;
  const stretch = (name: string, mse: number | null): (string | number)[] =>
    mse === null ? [name, '–', '–'] : [name, mse.toFixed(4), mean > 0 ? percent(mse / mean) : '–'];
  return section(
    'Reconstruction by position',
    positionChart(evaluation),
    numbersTable('Early, middle and late', {
      columns: ['', 'squared error', 'of the network’s mean'],
      rows: [
        stretch('Early (words 1-10)', early),
        stretch('Middle (words 21-30)', middle),
        stretch('Late (words 41 on)', late),
      ],
    }),
    element('p', {}, trendOf(early, late)),
  );
}

/** Whether the error rises or falls along the passage. */
function trendOf(early: number | null, late: number | null): string {
  if (early === null || late === null || early === 0)
    return 'No held-out passage is long enough to compare its start with its end.';
  const change = late / early - 1;
  if (Math.abs(change) < 0.05) return 'The beginning and the end of a passage are given back about equally well.';
  return change > 0
    ? `The end of a passage has an error ${percent(change)} higher than its beginning: the further the decoder writes, the less it remembers.`
    : `The end of a passage has an error ${percent(-change)} lower than its beginning: poems begin with less predictable words, or the encoder, which reads the end last, remembers it best.`;
}

function eachPassage(errors: PassageErrors): HTMLElement[] {
  const { heldOut, training, others } = errors.passages;
  const left =
    others > 0
      ? ` ${counted(others, 'validation passage')}, which watched over the training, ${others === 1 ? 'counts' : 'count'} only in the run’s median.`
      : '';
  return [
    section(
      'Error of each passage',
      element(
        'p',
        { class: 'quiet' },
        `${separated(heldOut)} held out and ${separated(training)} trained on.${left} Where the two shapes part, the network has learned its training poems by heart.`,
      ),
      errorHistogram('squared error', errors.mse),
      errorHistogram('cosine', errors.cosine),
      numbersTable('Medians', {
        columns: ['median', 'held out', 'trained on', 'held out, mean word guessed', 'all passages of the run'],
        rows: [medians('squared error', errors.mse), medians('cosine', errors.cosine)],
      }),
    ),
    section(
      'Best and worst passages',
      element('p', { class: 'quiet' }, 'In brackets: the same figure if the mean word were always guessed.'),
      passageLists(errors),
    ),
  ];
}

function medians(name: string, errors: PassageErrors['mse']): string[] {
  const shown = ({ median }: DistributedErrors): string => median?.toFixed(4) ?? '–';
  return [name, shown(errors.heldOut), shown(errors.training), shown(errors.meanWord), errors.median.toFixed(4)];
}

function unknown(problem: string): HTMLElement {
  const message = element('div', { class: 'problem', role: 'alert' }, problem);
  return section('Error of each passage', message);
}

function kinship({ samePoemAt5 }: DashboardEvaluation): HTMLElement[] {
  if (samePoemAt5.length === 0) return [];
  const columns = ['', 'of the same poem'];
  return [
    section(
      'Are neighbours kin?',
      element(
        'p',
        { class: 'quiet' },
        'Of the five passages nearest to a held-out one, how many are of the same poem; passages that share words with it are left out.',
      ),
      numbersTable('Neighbours of the same poem', {
        columns,
        rows: samePoemAt5.map(({ name, share }) => [name, percent(share)]),
      }),
      numbersBehind('Neighbours of the same poem', {
        columns,
        rows: samePoemAt5.map(({ name, share }) => [name, share]),
      }),
    ),
  ];
}
