import type { SketchBasis, Sketches } from '../../src/protocol/sketch-messages.ts';
import { button } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { createAsking } from './asking.ts';
import { differenceText, passageCard, sketchCard } from './cards.ts';
import { keep, state } from './kept-state.ts';
import { createSketchPlace, type SketchPlace, type SketchTabView } from './sketch-tab.ts';
import { createSlider, type Slider } from './slider.ts';
import { twoDigits } from './two-digits.ts';

/** Of a slider's range, from its least to its most. */
const slides = 200;

/** A slider for each number of the bottleneck, and what the decoder makes of them. */
export function createEditTab(): SketchTabView {
  let basis: SketchBasis | undefined;
  let place: SketchPlace | undefined;
  let point: number[] = [];
  let sliders: Slider[] = [];
  let looked = false;
  const asking = createAsking(show, (message) => place?.fail(message));

  function ask(): void {
    const [passage] = basis?.passages ?? [];
    if (passage) asking.ask({ type: 'edit', row: passage.row, point });
  }

  function show({ sketches, measure }: Sketches): void {
    const [passage] = basis?.passages ?? [];
    const [own, edited] = sketches;
    if (!passage || !own || !edited) return;
    place?.show(differenceText(own, edited), [
      sketchCard('Sketch of these numbers', edited, measure, own.tokens),
      sketchCard('Sketch of the passage itself', own, measure),
      passageCard('The passage', passage),
    ]);
  }

  function moveTo(next: readonly number[]): void {
    point = [...next];
    sliders.forEach((slider, d) => slider.set(point[d]!));
    keep({ edited: undefined });
    remember();
    ask();
  }

  function remember(): void {
    const [passage] = basis?.passages ?? [];
    if (passage) keep({ edited: { from: passage.point, to: point } });
  }

  return {
    title: 'Change the Numbers',
    draw(panel, next) {
      const [passage] = next.passages;
      if (!passage) return;
      asking.forget();
      [basis, place, looked] = [next, createSketchPlace(), false];
      const { edited } = state;
      const isKept = edited && JSON.stringify(edited.from) === JSON.stringify(passage.point);
      point = isKept && edited.to.length === passage.point.length ? [...edited.to] : [...passage.point];
      sliders = next.numbers.map(({ least, most, mean }, d) => {
        const bounds = least < most ? ([least, most] as const) : ([mean - 1, mean + 1] as const);
        return createSlider({
          name: String(d + 1),
          label: `Number ${d + 1}`,
          bounds,
          step: (bounds[1] - bounds[0]) / slides,
          value: point[d]!,
          shown: twoDigits,
          marks: [
            { kind: 'mean', value: mean, told: `mean ${twoDigits(mean)}` },
            { kind: 'own', value: passage.point[d]!, told: `the passage’s own ${twoDigits(passage.point[d]!)}` },
          ],
          slide(value) {
            point[d] = value;
            remember();
            ask();
          },
        });
      });
      panel.replaceChildren(
        element(
          'p',
          { class: 'quiet' },
          'Each slider runs from the least to the most that any passage of the run has; the line marks the mean, the ring the passage’s own number.',
        ),
        element(
          'div',
          { class: 'sliders', role: 'group', label: 'The numbers of the bottleneck' },
          ...sliders.map(({ node }) => node),
        ),
        element(
          'div',
          { class: 'buttons' },
          button('Back to the Passage', () => moveTo(passage.point)),
          button('To the Average', () => moveTo(next.numbers.map(({ mean }) => mean)), {
            label: 'To the Average: every number to its mean',
          }),
        ),
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
