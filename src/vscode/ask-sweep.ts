import { readSweepProgress, sweepReaders } from '../protocol/read-sweep-messages.ts';
import type { SweepProgress, SweepQuestions } from '../protocol/sweep-messages.ts';
import type { ComputeClient } from './compute-client.ts';

/** Asks the compute process about comparisons, and reads its answer. Rejects when the question fails, or the answer is malformed. */
export async function askSweep<About extends keyof SweepQuestions>(
  compute: ComputeClient,
  about: About,
  params: SweepQuestions[About]['params'],
  options: { signal?: AbortSignal; onProgress?(progress: SweepProgress): void } = {},
): Promise<SweepQuestions[About]['result']> {
  const { signal, onProgress } = options;
  const answer = await compute.request(
    'sweep',
    { about, params },
    {
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.(readSweepProgress(progress, 'sweep.progress')),
    },
  );
  return sweepReaders[about].result(answer, 'sweep.result');
}
