import { UserError } from '../corpus/user-error.ts';
import type { ListedSweep, SweepPlace, SweepProgress, SweepQuestions } from '../protocol/sweep-messages.ts';
import { readSweepQuestion } from '../protocol/read-sweep-messages.ts';
import { listRuns } from '../runs/read-run.ts';
import { listSweeps, readSweep } from '../runs/sweep-plan.ts';
import { runsOfSweep } from '../runs/sweep-runs.ts';
import { beginSweep } from './begin-sweep.ts';
import { estimateSweep } from './estimate-sweep.ts';
import { runSweep } from './run-sweep.ts';
import type { Jobs } from './serve-requests.ts';
import { stateOfSweep } from './sweep-state.ts';

type Answers = {
  [About in keyof SweepQuestions]: (
    params: SweepQuestions[About]['params'],
    onProgress: (progress: SweepProgress) => void,
    signal: AbortSignal,
  ) => Promise<SweepQuestions[About]['result']>;
};

const answers: Answers = {
  estimate: (params, _, signal) => estimateSweep(params, signal),

  async begin(params, _, signal) {
    const { runsFolder, plan } = await beginSweep(params, {}, signal);
    return { runsFolder, id: plan.id };
  },

  run: ({ runsFolder, id }, onProgress, signal) => runSweep(runsFolder, id, { signal, onProgress }),

  read: async ({ runsFolder, id }) => stateOfSweep(runsFolder, await readSweep(runsFolder, id)),

  list: async ({ runsFolders }) => ({ sweeps: (await Promise.all(runsFolders.map(listedSweeps))).flat() }),
};

/** Answers a question about comparisons of architectures. */
export const answerSweep: Jobs['sweep'] = (question, onProgress, signal) => {
  const { about, params } = readSweepQuestion(question, 'sweep.params');
  return (answers[about] as Answers['run'])(params as SweepPlace, onProgress, signal);
};

async function listedSweeps(runsFolder: string): Promise<ListedSweep[]> {
  const listed: ListedSweep[] = [];
  const runs = await listRuns(runsFolder);
  for (const id of await listSweeps(runsFolder))
    try {
      const { created, members, failures } = await readSweep(runsFolder, id);
      const done = [...runsOfSweep(runs, id).values()].filter(({ status }) => status === 'complete').length;
      const failed = Object.keys(failures).length;
      listed.push({ runsFolder, id, created, members: members.length, done, failed });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  return listed;
}
