import type { TrainProgress } from '../protocol/compute-messages.ts';
import type { SweepMemberState, SweepProgress, SweepState } from '../protocol/sweep-messages.ts';
import { shareOfWork } from '../training/work-of-phases.ts';

/** Keeps how the members of a comparison stand, and tells what has changed. */
export interface MemberWatch {
  readonly state: SweepState;
  set(member: number, change: Partial<SweepMemberState>): void;
  /** What a member's training has told. */
  progress(member: number, progress: TrainProgress): void;
  /** Tells what is left to be told. */
  flush(): void;
}

/** Of a member's work, roughly: the rest is its evaluation. */
export const trainingShare = 0.9;
/** Of a training that learns the form of the lines first, what that is of its work. */
const formShare = 0.25;

/** `tell` hears of changes at most every `interval` milliseconds. */
export function createMemberWatch(
  { members: before, ...plan }: SweepState,
  tell: (progress: SweepProgress) => void,
  interval = 250,
  now: () => number = () => performance.now(),
): MemberWatch {
  const state: SweepState = { ...plan, members: before.map((member) => ({ ...member })) };
  const phases = new Map<number, readonly { maxTokens: number; epochs: number }[]>();
  const formed = new Set<number>();
  const changed = new Set<number>();
  const began = now();
  const fractionBefore = fractionOf(state);
  let lastTold = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    lastTold = now();
    const fraction = fractionOf(state);
    const changes = [...changed].map((member) => ({ member, state: { ...state.members[member]! } }));
    changed.clear();
    const seconds = (now() - began) / 1000;
    const done = fraction - fractionBefore;
    tell({ changes, fraction, secondsLeft: done < 0.005 || seconds < 2 ? null : (seconds * (1 - fraction)) / done });
  };
  const set: MemberWatch['set'] = (member, change) => {
    Object.assign(state.members[member]!, change);
    changed.add(member);
    const left = lastTold + interval - now();
    if (left <= 0) flush();
    else timer ??= setTimeout(flush, left);
  };

  return {
    state,
    set,
    flush,
    progress(member, { start, stage, epochs, batch }) {
      const change: Partial<SweepMemberState> = {};
      if (start) {
        phases.set(member, start.phases);
        Object.assign(change, { run: start.run, epoch: start.epochsDone });
      }
      let fraction = 0;
      const part = stage?.total ? (stage.done ?? 0) / stage.total : 0;
      if (stage) change.stage = stage.name;
      if (stage?.name === 'form') {
        formed.add(member);
        fraction = trainingShare * formShare * part;
      }
      if (stage?.name === 'encoding') fraction = trainingShare;
      if (stage?.name === 'evaluating') fraction = trainingShare + (1 - trainingShare) * part;
      if (batch) {
        const work = shareOfWork(phases.get(member) ?? [], batch.epoch - 1 + batch.batch / batch.batches);
        const before = formed.has(member) ? formShare : 0;
        fraction = Math.max(fraction, trainingShare * (before + (1 - before) * work));
      }
      // What a run on disk tells of itself is coarser, so that it may say more.
      if (fraction > state.members[member]!.fraction) change.fraction = fraction;
      const last = epochs.at(-1);
      if (last) Object.assign(change, { epoch: last.epoch, loss: last.valLoss ?? last.trainLoss });
      if (Object.keys(change).length > 0) set(member, change);
    },
  };
}

/** All members count alike. What failed is as good as done: nothing more is to be waited for. */
function fractionOf({ members }: SweepState): number {
  const done = members.map(({ state, fraction }) => (state === 'complete' || state === 'failed' ? 1 : fraction));
  return done.reduce((sum, one) => sum + one, 0) / members.length;
}
