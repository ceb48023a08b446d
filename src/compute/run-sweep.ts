import { setTimeout as delay } from 'node:timers/promises';
import { RequestFailed } from '../protocol/request-channel.ts';
import type { TrainParams } from '../protocol/compute-messages.ts';
import type { SweepProgress, SweepState } from '../protocol/sweep-messages.ts';
import { acquireLock, lockOwner } from '../runs/run-lock.ts';
import { readSweep, sweepFolder, writeSweep, type SweepPlan } from '../runs/sweep-plan.ts';
import { startMemberProcess, type MemberProcess } from './member-process.ts';
import { createMemberWatch, type MemberWatch } from './member-watch.ts';
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
    // What was begun goes first: it is nearest to its end.
    queue.sort((a, b) => Number(isBegun(state, b)) - Number(isBegun(state, a)));
    // What is no failure of a member (a full disk, a mistake of the program) ends the others in order too.
    const broken = new AbortController();
    const job: SweepJob = { runsFolder, plan, watch, startProcess, signal: AbortSignal.any([signal, broken.signal]) };
    const worker = async (): Promise<void> => {
      for (let member = queue.shift(); member !== undefined && !job.signal.aborted; member = queue.shift())
        await trainMember(job, member);
    };
    const processes = Math.min(options.processes ?? processesThatHelp(plan.corpus.chunks), queue.length);
    const workers = Array.from({ length: processes }, () =>
      worker().catch((error: unknown) => {
        broken.abort();
        throw error;
      }),
    );
    const ends = await Promise.allSettled(workers);
    watch.flush();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return stateOfSweep(runsFolder, plan);
  } finally {
    await lock.release();
  }
}

interface SweepJob {
  runsFolder: string;
  plan: SweepPlan;
  watch: MemberWatch;
  startProcess: () => MemberProcess;
  signal: AbortSignal;
  /** The writing of the plan under way. */
  writing?: Promise<void>;
}

async function trainMember(job: SweepJob, member: number): Promise<void> {
  const { runsFolder, plan, watch, startProcess, signal } = job;
  const { run } = watch.state.members[member]!;
  const atRest = (): void => {
    const begun = watch.state.members[member]!.run !== null;
    watch.set(member, { state: begun ? 'stopped' : 'waiting', stage: null });
  };
  watch.set(member, { state: 'training', stage: 'reading', problem: null });
  if (run !== null) await untilLetGo(run, signal);
  if (signal.aborted) return atRest();
  const child = startProcess();
  try {
    const params = paramsOf(runsFolder, plan, member, run);
    const trained = await child.train(params, (progress) => watch.progress(member, progress), signal);
    if (trained.status === 'stopped') atRest();
    else watch.set(member, { state: 'complete', stage: null, fraction: 1, ...(await resultOfRun(trained.run)) });
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const { message, cancelled } = error.failure;
    if (cancelled || signal.aborted) return atRest();
    watch.set(member, { state: 'failed', stage: null, problem: message });
    plan.failures[member] = message;
    // One after the other: of two at once the older might come to lie over the newer.
    job.writing = (job.writing ?? Promise.resolve()).then(() => writeSweep(runsFolder, plan));
    await job.writing;
  } finally {
    await child.end();
  }
}

function paramsOf(runsFolder: string, plan: SweepPlan, member: number, run: string | null): TrainParams {
  const architecture = plan.members[member]!;
  const folder = plan.corpus.root;
  // Each is to be like the others. Where they leave a core free, threads of the last ones find it.
  const engine = { engine: 'wasm' } as const;
  if (run !== null) return { folder, preset: architecture.preset, resume: run, ...engine };
  return {
    ...{ folder, runsFolder, ...architecture, name: memberName(architecture), seed: plan.seed },
    // The base model's weights fit some members and not others.
    from: 'scratch',
    ...(plan.epochs !== null && { epochs: plan.epochs }),
    ...(plan.vectors !== 'bundled' && { vectors: plan.vectors }),
    sweep: { id: plan.id, member, fingerprint: plan.corpus.fingerprint },
    ...engine,
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
