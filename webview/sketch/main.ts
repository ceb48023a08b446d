import './sketch.css';
import type { SketchBasis } from '../../src/protocol/sketch-messages.ts';
import type { FromSketch, ToSketch } from '../../src/protocol/sketch-page-messages.ts';
import { button, tabs as createTabs } from '../shared/controls.ts';
import { element, pageRoot } from '../shared/elements.ts';
import { listen, post } from '../shared/host.ts';
import { createBetweenTab } from './between-tab.ts';
import { placeOf } from './cards.ts';
import { createEditTab } from './edit-tab.ts';
import { expectationText } from './expectation.ts';
import { keep, state, type SketchTab } from './kept-state.ts';
import { leaningExplained } from './leaning.ts';
import type { SketchTabView } from './sketch-tab.ts';
import { createStyleTab } from './style-tab.ts';

const views: { [Tab in SketchTab]: SketchTabView } = {
  edit: createEditTab(),
  between: createBetweenTab(),
  style: createStyleTab(),
};
const names = Object.keys(views) as SketchTab[];
const header = element('header', {});
let basis: SketchBasis | undefined;
const tabs = createTabs<SketchTab>(
  'Ways to sketch',
  names.map((tab) => [tab, views[tab].title]),
  state.tab,
  (tab) => {
    keep({ tab });
    if (basis) views[tab].look();
  },
);

listen<ToSketch>((message) => {
  switch (message.type) {
    case 'loading':
      return pageRoot().setAttribute('aria-busy', 'true');
    case 'problem':
      pageRoot().removeAttribute('aria-busy');
      return pageRoot().replaceChildren(element('div', { class: 'problem', role: 'alert' }, message.message));
    case 'basis':
      return showBasis(message.basis, message.show);
    default:
      names.some((tab) => views[tab].take(message));
  }
});

function showBasis(next: SketchBasis, show?: SketchTab): void {
  const [passage] = next.passages;
  if (!passage) return;
  basis = next;
  pageRoot().removeAttribute('aria-busy');
  header.replaceChildren(
    element('h1', {}, `Sketches from “${passage.title}”`),
    element('p', { class: 'quiet' }, `${placeOf(passage)} · run ${next.run}`),
    element('p', { class: 'about' }, expectationText(next)),
    element('p', { class: 'quiet' }, leaningExplained),
    element(
      'div',
      { class: 'buttons', role: 'toolbar', label: 'The passage' },
      button('Open in Poem', () => post<FromSketch>({ type: 'open', row: passage.row }), { primary: true }),
      button('Choose Another Passage…', () => post<FromSketch>({ type: 'choose', which: 'first' })),
    ),
  );
  for (const tab of names) views[tab].draw(tabs.panel(tab), next);
  if (!tabs.node.isConnected) pageRoot().replaceChildren(header, tabs.node);
  if (show && show !== tabs.chosen()) tabs.show(show);
  views[show ?? tabs.chosen()].look();
}
