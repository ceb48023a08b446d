import { sketchBounds, type SketchBasis, type Sketches } from '../../src/protocol/sketch-messages.ts';
import { dropdown } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { createAsking } from './asking.ts';
import { differenceText, passageCard, sketchCard } from './cards.ts';
import { keep, state } from './kept-state.ts';
import { createSketchPlace, type SketchPlace, type SketchTabView } from './sketch-tab.ts';
import { createSlider } from './slider.ts';

/** One author's mean added, another's taken away. */
export function createStyleTab(): SketchTabView {
  let basis: SketchBasis | undefined;
  let place: SketchPlace | undefined;
  let [add, take] = ['', ''];
  let looked = false;
  const asking = createAsking(show, (message) => place?.fail(message));

  function ask(): void {
    const [passage] = basis?.passages ?? [];
    if (passage && basis!.authors.length > 1)
      asking.ask({ type: 'style', row: passage.row, add, take, strength: state.strength });
  }

  function show({ sketches, measure }: Sketches): void {
    const [passage] = basis?.passages ?? [];
    const [own, moved] = sketches;
    if (!passage || !own || !moved) return;
    place?.show(differenceText(own, moved), [
      sketchCard(`Towards ${authorName(add)}`, moved, measure, own.tokens),
      sketchCard('Sketch of the passage itself', own, measure),
      passageCard('The passage', passage),
    ]);
  }

  return {
    title: 'Towards an Author',
    draw(panel, next) {
      const [passage] = next.passages;
      if (!passage) return;
      asking.forget();
      [basis, place, looked] = [next, createSketchPlace(), false];
      const { authors } = next;
      if (authors.length < 2) {
        const message = 'All passages of this run are by one author; it takes two to go from one towards another.';
        return panel.replaceChildren(element('p', {}, message));
      }
      const known = (name: string | undefined): string | undefined => authors.find((one) => one.name === name)?.name;
      take = known(state.take) ?? passage.author;
      add = known(state.add) ?? authors.find(({ name }) => name !== take)!.name;
      // A name may be anything, so that the choices are told apart by their places.
      const choices = authors.map(({ name, passages }, i) => [String(i), `${authorName(name)} (${passages})`] as const);
      const authorBox = (label: string, chosen: string, choose: (name: string) => void): HTMLElement => {
        const at = authors.findIndex(({ name }) => name === chosen);
        const box = dropdown(label, choices, String(at), (i) => {
          choose(authors[Number(i)]?.name ?? chosen);
          ask();
        });
        return element('span', { class: 'field' }, element('span', {}, label), box);
      };
      const strength = createSlider({
        name: 'Strength',
        label: 'Strength',
        bounds: sketchBounds.strength,
        step: 0.05,
        value: state.strength,
        shown: (value) => value.toFixed(2),
        slide(value) {
          keep({ strength: value });
          ask();
        },
      });
      panel.replaceChildren(
        element(
          'p',
          { class: 'quiet' },
          'The passage’s numbers + strength × (mean of one author’s passages − mean of another’s), over all their passages in the run, trained on or held out.',
        ),
        element(
          'div',
          { class: 'buttons wide' },
          authorBox('Add', add, (name) => keep({ add: (add = name) })),
          authorBox('Take away', take, (name) => keep({ take: (take = name) })),
          strength.node,
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

function authorName(name: string): string {
  return name === '' ? 'unknown author' : name;
}
