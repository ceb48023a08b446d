import '../measures.css';
import type { ReconstructionContent } from '../../../src/protocol/dashboard-messages.ts';
import type { HeldOutFigures } from '../../../src/protocol/held-out-figures.ts';
import type { DistributedErrors, ErrorAlongPassage, PassageErrors } from '../../../src/protocol/measure-messages.ts';
import { element, section } from '../../shared/elements.ts';
import { tableInSight } from '../../shared/numbers.ts';
import { counted, percent, separated } from '../figures.ts';
import { verdictList } from '../verdict-list.ts';
import { adviceOnPositions, trendAlong } from './advice.ts';
import { errorHistogram } from './error-histogram.ts';
import { passageLists } from './passage-lists.ts';
import { positionChart } from './position-chart.ts';

/** What of poems never seen in training comes back through the bottleneck, place by place and passage by passage. */
export function reconstructionTab({ figures, passages }: ReconstructionContent): HTMLElement[] {
  const byPassage = passages ? ('problem' in passages ? [unknown(passages.problem)] : eachPassage(passages)) : [];
  if (!figures) {
    const none = element('p', {}, 'This run has not been measured on held-out poems.');
    return [section('Reconstruction', none), ...byPassage];
  }
  const meanWord = passages && 'meanWordAlong' in passages ? passages.meanWordAlong : undefined;
  return [alongThePassage(figures, meanWord), ...byPassage];
}

function alongThePassage(figures: HeldOutFigures, meanWord: ErrorAlongPassage | undefined): HTMLElement {
  const { early, middle, late } = figures;
  const stretch = (name: string, mse: number | null, guessed: number | null | undefined): string[] => {
    const explained = mse === null || !guessed ? '–' : percent(1 - mse / guessed);
    return [name, mse?.toFixed(4) ?? '–', guessed?.toFixed(4) ?? '–', explained];
  };
  return section(
    'Reconstruction by position',
    element(
      'p',
      { class: 'quiet' },
      `${counted(figures.poems, 'held-out poem')} (${counted(figures.chunks, 'passage')}). How much comes back in all, beside simpler methods, is told under Quality.`,
    ),
    positionChart(figures, meanWord),
    tableInSight('Early, middle and late', {
      columns: ['stretch', 'squared error', 'always the mean word', 'variance explained'],
      rows: [
        stretch('early (words 1-10)', early, meanWord?.early),
        stretch('middle (words 21-30)', middle, meanWord?.middle),
        stretch('late (words 41 on)', late, meanWord?.late),
      ],
    }),
    element('p', {}, trendAlong(figures, meanWord)),
    verdictList(adviceOnPositions(figures)),
  );
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
        `${separated(heldOut)} held out and ${separated(training)} trained on.${left} Where held-out passages err clearly more than those trained on, the network has learned its poems by heart.`,
      ),
      errorHistogram('squared error', errors.mse),
      errorHistogram('cosine', errors.cosine),
      tableInSight('Medians', {
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
