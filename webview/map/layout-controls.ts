import { projectionBounds, type Projection, type ProjectionProgress } from '../../src/protocol/projection-messages.ts';
import { button, dropdown } from '../shared/controls.ts';
import { element } from '../shared/elements.ts';
import { keep, state, type Method } from './kept-state.ts';
import { numberField } from './number-field.ts';

const names = [
  ['pca', 'Principal components'],
  ['tsne', 't-SNE'],
  ['umap', 'UMAP'],
] as const;

/** The layout that is shown, its parameters, and how far it is. */
export interface LayoutControls {
  readonly node: HTMLElement;
  /** How far a layout is that is being computed. */
  showProgress(progress: ProjectionProgress): void;
  /** It is there, or was stopped; `told` says more. */
  showEnd(told: string): void;
}

export interface LayoutEvents {
  /** Undefined stands for the principal components, which are there at once. */
  choose(projection: Projection | undefined): void;
  stop(): void;
}

export function createLayoutControls(events: LayoutEvents): LayoutControls {
  const parameters = element('span', { class: 'parameters' });
  const bar = element('progress', { label: 'Layout' });
  const told = element('span', { class: 'quiet' });
  const stop = button('Stop', () => events.stop(), { label: 'Stop the layout' });
  const apply = button('Lay Out Again', () => begin(), { label: 'Lay out again with these parameters' });
  const running = (yes: boolean): void => {
    bar.hidden = stop.hidden = !yes;
    apply.hidden = yes || state.method === 'pca';
  };
  const begin = (): void => {
    const projection = state.method === 'pca' ? undefined : state[state.method];
    running(projection !== undefined);
    bar.removeAttribute('value');
    told.textContent = projection ? 'Looking for a layout kept with the run…' : '';
    events.choose(projection);
  };
  const choose = (method: Method): void => {
    keep({ method });
    showParameters(parameters);
    begin();
  };
  showParameters(parameters);
  running(false);
  const node = element(
    'div',
    { class: 'buttons', role: 'toolbar', label: 'Layout' },
    element('span', { class: 'field' }, element('span', {}, 'Layout'), dropdown('Layout', names, state.method, choose)),
    parameters,
    apply,
    bar,
    stop,
    told,
  );
  return {
    node,
    showProgress({ stage, done, total }) {
      running(true);
      bar.max = total;
      bar.value = done;
      const what = stage === 'neighbours' ? 'Neighbours of passage' : 'Step';
      told.textContent = `${what} ${counted(done)} of ${counted(total)}`;
    },
    showEnd(text) {
      running(false);
      told.textContent = text;
    },
  };
}

function showParameters(node: HTMLElement): void {
  const { method, tsne, umap } = state;
  const { perplexity, iterations, neighbours, minimumDistance, epochs, seed } = projectionBounds;
  const ofTsne = (change: Partial<typeof tsne>): void => keep({ tsne: { ...state.tsne, ...change } });
  const ofUmap = (change: Partial<typeof umap>): void => keep({ umap: { ...state.umap, ...change } });
  const fields = {
    pca: () => [],
    tsne: () => [
      numberField('Perplexity', tsne.perplexity, perplexity, (value) => ofTsne({ perplexity: value })),
      numberField('Iterations', tsne.iterations, iterations, (value) => ofTsne({ iterations: value })),
      numberField('Seed', tsne.seed, seed, (value) => ofTsne({ seed: value })),
    ],
    umap: () => [
      numberField('Neighbours', umap.neighbours, neighbours, (value) => ofUmap({ neighbours: value })),
      numberField(
        'Minimum distance',
        umap.minimumDistance,
        minimumDistance,
        (value) => ofUmap({ minimumDistance: value }),
        0.01,
      ),
      numberField('Epochs', umap.epochs, epochs, (value) => ofUmap({ epochs: value })),
      numberField('Seed', umap.seed, seed, (value) => ofUmap({ seed: value })),
    ],
  };
  node.replaceChildren(...fields[method]());
}

function counted(count: number): string {
  return count.toLocaleString('en-GB');
}
