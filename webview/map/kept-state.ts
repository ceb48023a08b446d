import type { TsneProjection, UmapProjection } from '../../src/protocol/projection-messages.ts';
import { keepState, keptState } from '../shared/host.ts';
import { colourings, type Colouring } from './colours.ts';
import { tools, type Tool } from './map-input.ts';
import type { View } from './view-transform.ts';

export const methods = ['pca', 'tsne', 'umap'] as const;
export type Method = (typeof methods)[number];

/** What of the page outlives a reload. */
export interface Kept {
  method: Method;
  tsne: TsneProjection;
  umap: UmapProjection;
  colouring: Colouring;
  tool: Tool;
  /** The part of the map that is seen; undefined shows all. */
  view?: View | undefined;
  /** The layout was stopped, so that it is not begun again by itself. */
  stopped: boolean;
}

const first: Kept = {
  method: 'pca',
  tsne: { type: 'tsne', perplexity: 30, iterations: 1000, seed: 42 },
  umap: { type: 'umap', neighbours: 15, minimumDistance: 0.1, epochs: 200, seed: 42 },
  colouring: 'author',
  tool: 'move',
  stopped: false,
};

const kept: Kept = { ...first, ...keptState<Partial<Kept>>() };
// What an older version kept may have other words.
if (kept.stopped || !methods.includes(kept.method)) kept.method = first.method;
if (!colourings.some(([name]) => name === kept.colouring)) kept.colouring = first.colouring;
if (!tools.includes(kept.tool)) kept.tool = first.tool;

export const state: Readonly<Kept> = kept;

export function keep(change: Partial<Kept>): void {
  keepState(Object.assign(kept, change));
}
