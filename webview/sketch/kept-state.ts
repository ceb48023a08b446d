import type { SketchQuestion } from '../../src/protocol/sketch-messages.ts';
import { keepState, keptState } from '../shared/host.ts';

export type SketchTab = SketchQuestion['type'];

/** What of the page outlives a reload. */
export interface Kept {
  tab: SketchTab;
  steps: number;
  strength: number;
  add?: string;
  take?: string;
  /** Numbers that were changed, with those of the passage that they were changed from. */
  edited?: { from: number[]; to: number[] } | undefined;
}

const kept: Kept = { tab: 'edit', steps: 5, strength: 1, ...keptState<Partial<Kept>>() };

export const state: Readonly<Kept> = kept;

export function keep(change: Partial<Kept>): void {
  keepState(Object.assign(kept, change));
}
