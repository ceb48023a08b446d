import './quality.css';
import type { HeldOutFigures } from '../../../src/protocol/held-out-figures.ts';
import { element, section } from '../../shared/elements.ts';
import { counted } from '../figures.ts';
import { verdictList } from '../verdict-list.ts';
import { answers } from './answer.ts';
import { givenBack } from './given-back.ts';
import { kin } from './kin.ts';
import { standingsList, standingsOf } from './standings.ts';
import { wordsBack } from './words-back.ts';

/** Whether what a run learned holds on poems that it never read, beside what simpler methods reach on the same poems. */
export function qualityTab(figures: HeldOutFigures | null): HTMLElement[] {
  if (!figures) return [section('Quality', element('p', {}, 'This run has not been measured on held-out poems.'))];
  const { neighbours, words } = figures;
  return [
    worthShowing(figures),
    ...(neighbours ? [kin(neighbours)] : []),
    givenBack(figures),
    ...(words ? [wordsBack(words)] : []),
  ];
}

function worthShowing(figures: HeldOutFigures): HTMLElement {
  const { split, poems, chunks, scores } = figures;
  const chooser = split === 'validation' ? ', but watched over its training: no other poem was left' : '';
  const hasIntervals = scores[0]?.varianceExplained.interval;
  return section(
    'Is what it learned worth showing?',
    element(
      'p',
      { class: 'quiet' },
      `Measured on ${counted(poems, 'held-out poem')} (${counted(chunks, 'passage')}), which the network was not trained on${chooser}.`,
    ),
    verdictList(answers(figures)),
    standingsList(standingsOf(figures)),
    ...(hasIntervals
      ? [
          element(
            'p',
            { class: 'quiet' },
            'In brackets, and as whiskers in the charts below: what 95% of 1,000 draws of as many held-out poems give. “Better” and “worse” are said only where the difference keeps its sign in 95% of the draws; “not told apart” does not mean equal, and fewer poems tell less. Each comparison is judged by itself: of twenty, about one is luck.',
          ),
        ]
      : []),
  );
}
