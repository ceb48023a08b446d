import type { LiveTraining } from '../../../src/protocol/dashboard-messages.ts';

const stages = {
  reading: 'Reading the poems…',
  vectors: 'Looking up word vectors…',
  engines: 'Trying which engine is the fastest…',
  form: 'Learning the form of the lines…',
  training: 'Starting to train…',
  encoding: 'Writing the bottleneck vectors…',
  evaluating: 'Measuring on the held-out poems…',
} as const;

/** A training in a line: phase, epoch, batch, its loss, speed and the time left. */
export function standing(live: LiveTraining): string {
  const { state, batch, batchesPerSecond, left } = live;
  const parts = state === 'running' ? [] : [{ pausing: 'Pausing…', paused: 'Paused', stopping: 'Stopping…' }[state]];
  if (live.stage !== 'training' || !batch) return [...parts, stages[live.stage]].join(' · ');
  parts.push(...place(live), `batch ${batch.batch} of ${batch.batches}`, `loss ${batch.loss.toFixed(4)}`);
  if (state === 'running' && batchesPerSecond !== null) parts.push(`${speed(batchesPerSecond)} batches a second`);
  if (state === 'running' && left) parts.push(left);
  return parts.join(' · ');
}

/** The same, shorter, for a screen reader. */
export function spokenWords(live: LiveTraining): string {
  const { state, batch, left } = live;
  const parts = state === 'running' ? [] : [{ pausing: 'Pausing', paused: 'Paused', stopping: 'Stopping' }[state]];
  if (live.stage !== 'training' || !batch) return [...parts, stages[live.stage]].join(', ');
  return [...parts, ...place(live), ...(state === 'running' && left ? [left] : [])].join(', ');
}

function place({ batch, phases, epochs }: LiveTraining): string[] {
  return [`Phase ${batch?.phase ?? 1} of ${phases}`, `epoch ${batch?.epoch ?? 1} of ${epochs}`];
}

function speed(batchesPerSecond: number): string {
  return batchesPerSecond < 10 ? batchesPerSecond.toFixed(1) : batchesPerSecond.toFixed(0);
}
