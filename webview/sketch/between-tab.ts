import { sketchBounds, type SketchBasis, type Sketches } from '../../src/protocol/sketch-messages.ts';
import type { FromSketch } from '../../src/protocol/sketch-page-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { post } from '../shared/host.ts';
import { createAsking } from './asking.ts';
import { passageCard, placeOf, sketchCard } from './cards.ts';
import { keep, state } from './kept-state.ts';
import { createSketchPlace, type SketchPlace, type SketchTabView } from './sketch-tab.ts';
import { createSlider } from './slider.ts';

/** From one passage to another in steps. */
export function createBetweenTab(): SketchTabView {
  let basis: SketchBasis | undefined;
  let place: SketchPlace | undefined;
  let looked = false;
  const asking = createAsking(show, (message) => place?.fail(message));
  const choose = (): void => post<FromSketch>({ type: 'choose', which: 'second' });

  function ask(): void {
    const [first, second] = basis?.passages ?? [];
    if (first && second) asking.ask({ type: 'between', row: first.row, other: second.row, steps: state.steps });
  }

  function show({ sketches, measure }: Sketches): void {
    const [first, second] = basis?.passages ?? [];
    if (!first || !second) return;
    place?.show(`${sketches.length} sketches in even steps on the straight line between the two, both ends included.`, [
      passageCard('The first passage', first),
      ...sketches.map((sketch, i) => {
        const share = Math.round((100 * i) / Math.max(sketches.length - 1, 1));
        const end = i === 0 ? ', as decoded' : i === sketches.length - 1 ? ', as decoded' : ' of the way';
        return sketchCard(`${share}%${end}`, sketch, measure);
      }),
      passageCard('The second passage', second),
    ]);
  }

  return {
    title: 'Between Two Passages',
    draw(panel, next) {
      asking.forget();
      [basis, place, looked] = [next, createSketchPlace(), false];
      const [, second] = next.passages;
      if (!second) {
        panel.replaceChildren(
          element('p', {}, 'The decoder can be asked what lies between this passage and another one.'),
          element('div', { class: 'buttons' }, button('Choose the Second Passage…', choose, { primary: true })),
        );
        return;
      }
      const steps = createSlider({
        name: 'Sketches',
        label: 'Number of sketches',
        bounds: sketchBounds.steps,
        step: 1,
        value: state.steps,
        shown: String,
        slide(value) {
          keep({ steps: value });
          ask();
        },
      });
      panel.replaceChildren(
        element('p', {}, 'The second passage is ', element('strong', {}, second.title), `, ${placeOf(second)}.`),
        element('div', { class: 'buttons wide' }, button('Choose Another Second Passage…', choose), steps.node),
        ...place.nodes,
      );
    },
    look() {
      if (!looked) ask();
      looked = true;
    },
    take: asking.take,
  };
}
