import type { TrainingVerdict } from '../../../src/protocol/training-judgement.ts';
import { element } from '../../shared/elements.ts';
import type { Part, ShownTraining } from './shown-training.ts';

const subjects: Record<TrainingVerdict['about'], string> = {
  gradients: 'Gradients',
  saturation: 'Saturation',
  generalisation: 'Overfitting',
  progress: 'Progress',
};

/** The verdicts in words: what is seen, what it means, and what to try. */
export function verdictList(shown: ShownTraining): Part {
  const node = element('div', { class: 'judgement' });
  let drawn = '';
  const update = (): void => {
    const { judgement } = shown.content;
    // Words that stay are left alone, for somebody may be reading or marking them.
    if (drawn === JSON.stringify(judgement)) return;
    drawn = JSON.stringify(judgement);
    if (!judgement)
      return node.replaceChildren(
        element('p', { class: 'quiet' }, 'The compute process could not judge this training. The log says why.'),
      );
    node.replaceChildren(
      element('p', {}, summary(judgement.verdicts)),
      element('ul', {}, ...judgement.verdicts.map(verdictItem)),
    );
  };
  update();
  return { node, update };
}

function verdictItem({ about, good, finding, meaning, advice }: TrainingVerdict): HTMLElement {
  const [kind, mark] = good === null ? ['open', '…'] : good ? ['good', '✓'] : ['poor', '!'];
  const sign = element('span', { class: 'sign', role: 'img', label: signNames[kind as keyof typeof signNames] }, mark!);
  const words = element('div', {}, element('strong', {}, subjects[about]), ` ${finding} ${meaning}`);
  if (advice) words.append(' ', element('span', { class: 'advice' }, advice));
  return element('li', { class: kind! }, sign, words);
}

const signNames = { good: 'Fine', poor: 'Worth a look', open: 'Not known yet' };

function summary(verdicts: readonly TrainingVerdict[]): string {
  const poor = verdicts.filter(({ good }) => good === false).length;
  if (poor > 0) return poor === 1 ? 'One thing is worth a look.' : `${poor} things are worth a look.`;
  if (verdicts.some(({ good }) => good === null)) return 'All fine so far; some of it is too early to tell.';
  return 'All fine: nothing here calls for a change.';
}
