import { setTimeout as delay } from 'node:timers/promises';
import { RequestFailed } from '../protocol/request-channel.ts';
import type { TrainParams } from '../protocol/compute-messages.ts';
import type { SweepProgress, SweepState } from '../protocol/sweep-messages.ts';
import { acquireLock, lockOwner } from '../runs/run-lock.ts';
import { readSweep, sweepFolder, writeSweep, type SweepPlan } from '../runs/sweep-plan.ts';
import { startMemberProcess, type MemberProcess } from './member-process.ts';
import { createMemberWatch } from './member-watch.ts';
import { processesThatHelp } from './processes-that-help.ts';
import { memberName } from './sweep-members.ts';
import { resultOfRun, stateOfSweep } from './sweep-state.ts';

export interface SweepOptions {
  signal: AbortSignal;
  /** Members trained at once: as many as help without it. */
  processes?: number | undefined;
  /** How all members stand, before the first is trained. */
  onStart?(state: SweepState): void;
  onProgress?(progress: SweepProgress): void;
  startProcess?: () => MemberProcess;
}

/** The process that is to end a run of a comparison whose own process was killed has so long. */
const letGoMs = 40_000;

/**
 * Trains what is left of a comparison: members that were begun go on from their last epoch, and those that failed are
 * tried again. Several are trained at once, each in a process of its own. A member that fails is marked with the reason,
 * and the others go on. The signal stops all of them; nothing is lost then, nor when this process or the machine is
 * killed at any instant. Returns how all members stand in the end.
 *
 * Throws a UserError when there is no such comparison, when its plan is damaged or cannot be written, and while another
 * process trains it.
 */
export async function runSweep(runsFolder: string, id: string, options: SweepOptions): Promise<SweepState> {
  const { signal, startProcess = () => startMemberProcess() } = options;
  await readSweep(runsFolder, id);
  const lock = await acquireLock(sweepFolder(runsFolder, id));
  try {
    const plan = await readSweep(runsFolder, id);
    if (Object.keys(plan.failures).length > 0) await writeSweep(runsFolder, { ...plan, failures: {} });
    plan.failures = {};
    const state = await stateOfSweep(runsFolder, plan);
    options.onStart?.(state);
    const watch = createMemberWatch(state, (progress) => options.onProgress?.(progress));
    const queue = [...state.members.keys()].filter((member) => state.members[member]!.state !== 'complete');
    // What was begun first, so that what is there after a second interruption is whole.
    queue.sort((a, b) => Number(isBegun(state, b)) - Number(isBegun(state, a)));
    const processes = options.processes ?? processesThatHelp(plan.corpus.chunks);
    const worker = async (): Promise<void> => {
      for (let member = queue.shift(); member !== undefined && !signal.aborted; member = queue.shift())
        await trainMember(runsFolder, plan, member, watch, startProcess, signal);
    };
    try {
      await Promise.all(Array.from({ length: Math.min(processes, queue.length) }, worker));
    } finally {
      watch.flush();
    }
    return stateOfSweep(runsFolder, plan);
  } finally {
    await lock.release();
  }
}

async function trainMember(
  runsFolder: string,
  plan: SweepPlan,
  member: number,
  watch: ReturnType<typeof createMemberWatch>,
  startProcess: () => MemberProcess,
  signal: AbortSignal,
): Promise<void> {
  const run = watch.state.members[member]!.run;
  watch.set(member, { state: 'training', stage: 'reading', problem: null });
  if (run !== null) await untilLetGo(run, signal);
  if (signal.aborted) return watch.set(member, { state: run === null ? 'waiting' : 'stopped', stage: null });
  const child = startProcess();
  try {
    const params = paramsOf(runsFolder, plan, member, run);
    const trained = await child.train(params, (progress) => watch.progress(member, progress), signal);
    if (trained.status === 'stopped') watch.set(member, { state: 'stopped', stage: null });
    else watch.set(member, { state: 'complete', stage: null, fraction: 1, ...(await resultOfRun(trained.run)) });
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const { message, cancelled } = error.failure;
    if (cancelled || signal.aborted) {
      const begun = watch.state.members[member]!.run !== null;
      return watch.set(member, { state: begun ? 'stopped' : 'waiting', stage: null });
    }
    watch.set(member, { state: 'failed', stage: null, problem: message });
    plan.failures[member] = message;
    await writeSweep(runsFolder, plan);
  } finally {
    await child.end();
  }
}

function paramsOf(runsFolder: string, plan: SweepPlan, member: number, run: string | null): TrainParams {
  const architecture = plan.members[member]!;
  const folder = plan.corpus.root;
  if (run !== null) return { folder, preset: architecture.preset, resume: run };
  return {
    ...{ folder, runsFolder, ...architecture, name: memberName(architecture), seed: plan.seed },
    // The base model's weights fit some members and not others.
    from: 'scratch',
    ...(plan.epochs !== null && { epochs: plan.epochs }),
    ...(plan.vectors !== 'bundled' && { vectors: plan.vectors }),
    sweep: { id: plan.id, member, fingerprint: plan.corpus.fingerprint },
  };
}

/** A process whose parent was killed ends its run at the next whole step. Whoever holds it longer is told of later. */
async function untilLetGo(run: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + letGoMs;
  while (!signal.aborted && performance.now() < end && (await lockOwner(run))) await delay(200);
}

function isBegun({ members }: SweepState, member: number): boolean {
  return members[member]!.run !== null;
}
