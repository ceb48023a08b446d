import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import type { BasisPassage, RealPassage, SketchBasis } from '../protocol/sketch-messages.ts';
import { numberAt } from '../runs/json-field.ts';
import { runFiles } from '../runs/run-folder.ts';
import type { RunSession } from './run-session.ts';

/** What a person needs to know before sketching from these passages. Throws a UserError for one that the run does not have. */
export async function sketchBasis(session: RunSession, rows: readonly number[]): Promise<SketchBasis> {
  const passages: BasisPassage[] = [];
  for (const row of rows)
    passages.push({ ...(await realPassage(session, row)), point: [...(await pointOfRow(session, row))] });
  const authors = await rowsByAuthor(session);
  return {
    run: session.run.config.name,
    passages,
    numbers: await rangesOf(session),
    authors: [...authors]
      .map(([name, own]) => ({ name, passages: own.length }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    expectation: await expectationOf(session),
  };
}

/** A passage as it stood in its file. Throws a UserError for one that the run does not have. */
export async function realPassage(session: RunSession, row: number): Promise<RealPassage> {
  const chunks = await session.chunks();
  const chunk = chunks[row];
  if (!chunk)
    throw new UserError(`${session.run.folder} has ${chunks.length} chunks, so there is no chunk ${row + 1}.`);
  const { title, author, range, text } = chunk;
  return { row, title, author, startLine: range.start.line + 1, endLine: range.end.line + 1, text };
}

/** The bottleneck vector of a passage, [Z]. */
export async function pointOfRow(session: RunSession, row: number): Promise<Float32Array> {
  const size = session.run.config.specification.bottleneckSize;
  return (await session.bottleneck()).slice(row * size, (row + 1) * size);
}

/** The passages of each author, those trained on and those held out. */
export function rowsByAuthor(session: RunSession): Promise<ReadonlyMap<string, readonly number[]>> {
  return session.once('rowsByAuthor', async () => {
    const rows = new Map<string, number[]>();
    for (const { author, index } of await session.chunks()) {
      const own = rows.get(author);
      if (own) own.push(index);
      else rows.set(author, [index]);
    }
    return rows;
  });
}

/** The mean is the centre from which passages are compared, so that a point there is near to none of them. */
async function rangesOf(session: RunSession): Promise<SketchBasis['numbers']> {
  const vectors = await session.bottleneck();
  const { centre } = (await session.table()).space;
  const size = centre.length;
  const ranges = Array.from(centre, (mean) => ({ least: mean, most: mean, mean }));
  for (let at = 0; at < vectors.length; at++) {
    const range = ranges[at % size]!;
    if (vectors[at]! < range.least) range.least = vectors[at]!;
    if (vectors[at]! > range.most) range.most = vectors[at]!;
  }
  return ranges;
}

async function expectationOf({ run }: RunSession): Promise<SketchBasis['expectation']> {
  let evaluation: unknown;
  try {
    evaluation = await run.evaluation();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message };
  }
  const measured = {
    varianceExplained: numberAt(evaluation, 'heldOut', 'varianceExplained'),
    cosine: numberAt(evaluation, 'heldOut', 'cosine'),
    meanVectorCosine: numberAt(evaluation, 'baselines', 'meanVector', 'cosine'),
  };
  if (Object.values(measured).every(Number.isFinite)) return measured;
  if (evaluation === null) return { problem: 'The run has not been measured on held-out poems.' };
  return { problem: `${path.join(run.folder, runFiles.evaluation)} is not what it should be.` };
}
