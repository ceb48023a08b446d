import { UserError } from '../corpus/user-error.ts';
import { parameterCount } from '../model/parameters.ts';
import {
  sweepBaselines,
  type SweepBaseline,
  type SweepFigure,
  type SweepMemberState,
  type SweepResult,
  type SweepScores,
  type SweepState,
} from '../protocol/sweep-messages.ts';
import { fieldAt, numberAt } from '../runs/json-field.ts';
import { listRuns, openRun } from '../runs/read-run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import type { SweepMember, SweepPlan } from '../runs/sweep-plan.ts';
import { runsOfSweep } from '../runs/sweep-runs.ts';
import { epochsOf } from '../training/settings.ts';
import { shareOfWork } from '../training/work-of-phases.ts';
import { trainingShare } from './member-watch.ts';
import { phasesOfMember } from './sweep-members.ts';

/** How a comparison stands, by its runs. A member's run that is damaged makes the member a failed one. */
export async function stateOfSweep(runsFolder: string, plan: SweepPlan): Promise<SweepState> {
  const runs = runsOfSweep(await listRuns(runsFolder), plan.id);
  const { id, created, corpus, seed, epochs } = plan;
  const members: SweepMemberState[] = [];
  for (const [index, member] of plan.members.entries())
    members.push(await stateOfMember(member, epochs, runs.get(index), plan.failures[index]));
  const { root, poems, chunks } = corpus;
  return { id, created, corpus: { root, poems, chunks }, seed, epochs, members };
}

/** A member that has not been begun. */
function waitingMember(member: SweepMember, epochs: number | null): SweepMemberState {
  return {
    ...member,
    ...{ state: 'waiting', stage: null, fraction: 0, run: null, epoch: 0 },
    ...{ epochs: epochsOf(phasesOfMember(member, epochs)), loss: null, problem: null, result: null },
  };
}

/** What a member's run came to; `problem` where it was not evaluated, or that cannot be read. */
export async function resultOfRun(folder: string): Promise<Pick<SweepMemberState, 'result' | 'problem'>> {
  try {
    const { config, evaluation } = await openRun(folder);
    const result = readResult(await evaluation());
    if (!result) return { result, problem: 'No poem was left to measure it on: compare on more poems.' };
    const parameters = parameterCount(config.specification);
    return { result: { parameters, seconds: config.result?.seconds ?? 0, ...result }, problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: null, problem: error.message };
  }
}

async function stateOfMember(
  member: SweepMember,
  epochs: number | null,
  run: RunSummary | undefined,
  failure: string | undefined,
): Promise<SweepMemberState> {
  const waiting = waitingMember(member, epochs);
  if (!run) return failure === undefined ? waiting : { ...waiting, state: 'failed', problem: failure };
  const begun = { ...waiting, run: run.folder, epoch: run.epochs, loss: run.valLoss ?? run.trainLoss };
  if (run.status === 'complete')
    return { ...begun, state: 'complete', fraction: 1, ...(await resultOfRun(run.folder)) };
  const problem = run.problem ?? failure ?? null;
  const fraction = trainingShare * shareOfWork(phasesOfMember(member, epochs), run.epochs);
  return { ...begun, fraction, state: problem === null ? 'stopped' : 'failed', problem };
}

/** Of `evaluation.json`; null where there is none, or one of another form. */
function readResult(value: unknown): Omit<SweepResult, 'parameters' | 'seconds'> | null {
  const split = fieldAt(value, 'split');
  const [poems, chunks] = [numberAt(value, 'poems'), numberAt(value, 'chunks')];
  if ((split !== 'test' && split !== 'validation') || !Number.isFinite(poems + chunks)) return null;
  const scores = scoresAt(value, ['heldOut'], 'bottleneck');
  if (!scores.varianceExplained) return null;
  const baselines = sweepBaselines.map((method): SweepBaseline => {
    const components = numberAt(value, 'baselines', method, 'components');
    return {
      method,
      numbers: Number.isFinite(components) ? components : null,
      scores: scoresAt(value, ['baselines', method], method),
    };
  });
  return { split, poems, chunks, scores, baselines };
}

function scoresAt(value: unknown, score: string[], space: string): SweepScores {
  const figure = (place: string[], name: string): SweepFigure | null => {
    const found = numberAt(value, ...place, name);
    if (!Number.isFinite(found)) return null;
    const [low, high] = ['low', 'high'].map((end) => numberAt(value, ...place, 'intervals', name, end));
    return { value: found, interval: Number.isFinite(low! + high!) ? { low: low!, high: high! } : null };
  };
  return {
    varianceExplained: figure(score, 'varianceExplained'),
    weightedVarianceExplained: figure(score, 'weightedVarianceExplained'),
    samePoemAt5: figure(['neighbours', space], 'samePoemAt5'),
  };
}
