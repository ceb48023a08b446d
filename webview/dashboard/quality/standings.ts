import type { HeldOutEstimate, HeldOutFigures } from '../../../src/protocol/held-out-figures.ts';
import { heldOutMeasures } from '../../../src/protocol/held-out-figures.ts';
import { element } from '../../shared/elements.ts';
import { percent } from '../figures.ts';
import { measureNames } from './names.ts';
import { besideInWords, differenceText, standingOf, withRange, type Beside, type Standing } from './standing.ts';

/** A measure, the network's figure, and how it stands beside the methods that matter most. */
export interface Standings {
  heading: string;
  figure: string;
  beside: Beside[];
}

/** Of every measure for which the network was held beside another method. */
export function standingsOf(figures: HeldOutFigures): Standings[] {
  return [...ofNeighbours(figures), ...ofReconstruction(figures)];
}

function ofNeighbours({ neighbours }: HeldOutFigures): Standings[] {
  return heldOutMeasures.flatMap((measure) => {
    const [network, ...others] = neighbours?.spaces ?? [];
    const figure = network?.found[measure];
    if (!figure) return [];
    const besides = {
      chance: 'chance',
      meanPooled: 'averaging the word vectors',
      pca: 'PCA of the same width',
      tfIdf: 'counting shared words',
    };
    const beside = (Object.keys(besides) as (keyof typeof besides)[]).flatMap((wanted) => {
      const space = others.find((other) => other.space === wanted);
      const found = space?.found[measure];
      if (!space || !found) return [];
      return [besideOf(space.networkAbove[measure], besides[wanted], found.value)];
    });
    return [{ heading: measureNames[measure].heading, figure: withRange(figure), beside }];
  });
}

function ofReconstruction({ scores, aboveLinear }: HeldOutFigures): Standings[] {
  const [network] = scores;
  const shareOf = (predictor: string, field: 'varianceExplained' | 'weightedVarianceExplained'): number | undefined =>
    scores.find((score) => score.predictor === predictor)?.[field]?.value;
  const rows = [
    { heading: 'Variance of the words explained', field: 'varianceExplained', mean: 'always guessing the mean word' },
    {
      heading: 'The same, rare words counting more',
      field: 'weightedVarianceExplained',
      mean: 'always guessing the mean of rarer words',
    },
  ] as const;
  return rows.flatMap(({ heading, field, mean }) => {
    const explained = network?.[field];
    if (!explained) return [];
    const linear = [shareOf('pca', field), field === 'varianceExplained' ? undefined : shareOf('weightedPca', field)];
    const known = linear.filter((share) => share !== undefined);
    // Variance explained is itself what the network is above the mean word by.
    const beside = [besideOf(explained, mean, 0)];
    if (known.length > 0)
      beside.push(besideOf(aboveLinear[field], 'the best linear method of its width', Math.max(...known)));
    return [{ heading, figure: withRange(explained), beside }];
  });
}

function besideOf(difference: HeldOutEstimate | null, other: string, share: number): Beside {
  return {
    standing: standingOf(difference),
    other: `${other}, ${percent(share)}`,
    difference: difference ? differenceText(difference) : '',
  };
}

const signs: Record<Standing, string> = { better: '▲', alike: '≈', worse: '▼', untold: '·' };

export function standingsList(standings: readonly Standings[]): HTMLElement {
  const items = standings.map(({ heading, figure, beside }) => {
    const others = beside.map((one) => {
      const sign = element('span', { class: `standing-sign ${one.standing}` }, signs[one.standing]);
      sign.setAttribute('aria-hidden', 'true');
      const title = one.difference && `This network less the other: ${one.difference}`;
      return element('li', { title }, sign, besideInWords(one));
    });
    return element(
      'li',
      {},
      element('div', { class: 'measured' }, element('strong', {}, heading), element('span', {}, figure)),
      element('ul', { class: 'beside-others', label: `${heading}: this network beside other methods` }, ...others),
    );
  });
  return element('ul', { class: 'standings' }, ...items);
}
