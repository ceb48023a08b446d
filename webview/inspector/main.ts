import './inspector.css';
import type {
  FromInspector,
  InspectionHeading,
  InspectorAction,
  ToInspector,
} from '../../src/protocol/inspector-messages.ts';
import type { Inspection } from '../../src/protocol/passage-messages.ts';
import { button } from '../shared/controls.ts';
import { element, pageRoot, section } from '../shared/elements.ts';
import { listen, post } from '../shared/host.ts';
import { bottleneckStrips } from './bottleneck-strips.ts';
import { errorChart } from './error-chart.ts';
import { planeChart } from './plane-chart.ts';
import { tokenTable } from './token-table.ts';

const act = (action: InspectorAction): void => post<FromInspector>({ type: 'action', action });

listen<ToInspector>((message) => {
  if (message.type === 'loading') return pageRoot().setAttribute('aria-busy', 'true');
  pageRoot().removeAttribute('aria-busy');
  pageRoot().replaceChildren(
    ...(message.type === 'problem'
      ? [element('div', { class: 'problem', role: 'alert' }, message.message)]
      : inspectionView(message.heading, message.inspection)),
  );
});

document.addEventListener('keydown', ({ altKey, key }) => {
  if (altKey && key === 'ArrowLeft') act('previous');
  if (altKey && key === 'ArrowRight') act('next');
});

function inspectionView(heading: InspectionHeading, inspection: Inspection): HTMLElement[] {
  const { title, author, place, split, isChunk } = heading;
  const header = element(
    'header',
    {},
    element('h1', {}, title),
    element('p', { class: 'quiet' }, [author, place, split].filter(Boolean).join(' · ')),
    element('div', { class: 'buttons', role: 'toolbar', label: 'This passage' }, ...actions(heading)),
    ...quality(inspection),
  );
  if (inspection.cut)
    header.append(element('p', {}, 'The text is longer than the network reads at once: this is its first part.'));
  const parts = [
    section(
      'Word by word',
      element(
        'p',
        { class: 'quiet' },
        'What the decoder gives back for each word is a point among the word vectors; beside it stands the word nearest to that point. The redder a cell, the larger the error.',
      ),
      tokenTable(inspection),
    ),
    section('Error along the passage', errorChart(inspection)),
    section(
      'Original and reconstructed words',
      element(
        'p',
        { class: 'quiet' },
        'The words’ vectors and what came back of them, on the plane in which both together vary most. Colour runs from the first word to the last.',
      ),
      planeChart(inspection),
    ),
    section(
      `The ${inspection.bottleneck.length} numbers`,
      element(
        'p',
        { class: 'quiet' },
        isChunk
          ? 'All that the decoder knows of this passage, each number beside the same number of all passages: the line spans all of them, the box the middle half, the dot is this one.'
          : 'All that the decoder knows of this text, each number beside the same number of all passages of the run: the line spans all of them, the box the middle half, the dot is this text.',
      ),
      bottleneckStrips(inspection),
    ),
  ];
  return [header, ...parts];
}

function actions({ hasPrevious, hasNext, isChunk }: InspectionHeading): HTMLElement[] {
  const ofChunk = isChunk
    ? [
        button('Previous Chunk', () => act('previous'), { disabled: !hasPrevious, keys: 'Alt+Left' }),
        button('Next Chunk', () => act('next'), { disabled: !hasNext, keys: 'Alt+Right' }),
        button('Reveal in Poem', () => act('reveal'), { primary: true }),
      ]
    : [];
  const onMap = isChunk
    ? [
        button('Show Nearest Passages', () => act('nearest')),
        button('Show on Map', () => act('map')),
        button('Sketch From It', () => act('sketch'), {
          label: 'Sketch From It: what the decoder makes of its numbers',
        }),
      ]
    : [];
  return [...ofChunk, button('Compare with Decoded Words', () => act('compare')), ...onMap];
}

/** How good the reconstruction is, beside the rest of the run and beside no network at all. */
function quality({ cosine, mse, medianCosine, medianMse, meanVectorCosine }: Inspection): HTMLElement[] {
  const better = cosine > meanVectorCosine;
  return [
    element(
      'p',
      { class: 'figures' },
      'Cosine ',
      element('strong', { id: 'cosine' }, cosine.toFixed(3)),
      ` (median of the run ${medianCosine.toFixed(3)}), squared error `,
      element('strong', { id: 'mse' }, mse.toFixed(4)),
      ` (median ${medianMse.toFixed(4)}).`,
    ),
    element(
      'p',
      {},
      `Guessing the average word everywhere would give a cosine of ${meanVectorCosine.toFixed(3)}: here the network does ${better ? 'better' : 'no better'} than that.`,
    ),
  ];
}
