import type { DashboardEpoch, TrainingContent } from '../../../src/protocol/dashboard-messages.ts';

/** The training that the tab shows; it grows while it goes on. */
export interface ShownTraining {
  content: TrainingContent;
}

/** A part of the tab, which is brought up to date in place. */
export interface Part {
  node: HTMLElement;
  update(): void;
}

/** The curriculum's phases among the epochs, in their order; an epoch stands at its index. */
export function phasesOf(
  epochs: readonly DashboardEpoch[],
): { phase: number; name: string; from: number; to: number }[] {
  const phases: { phase: number; name: string; from: number; to: number }[] = [];
  for (const [i, { phase, phaseName }] of epochs.entries()) {
    const last = phases.at(-1);
    if (last?.phase === phase) last.to = i;
    else phases.push({ phase, name: phaseName, from: i, to: i });
  }
  return phases;
}
