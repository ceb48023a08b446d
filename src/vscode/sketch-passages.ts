import { chunkToUse } from './chunk-reference.ts';
import { pickOtherPassage } from './pick-other-passage.ts';
import type { Services } from './services.ts';

/** "Sketch From This Passage…": the chunk given, at the cursor, or picked. */
export async function sketchFromPassage(services: Services, argument?: unknown): Promise<void> {
  const chunk = await chunkToUse(services, argument);
  if (chunk) services.sketches.show(chunk);
}

/** "Sketch Between Two Passages…": the second one is given too (`other`, its row), or picked. */
export async function sketchBetweenPassages(services: Services, argument?: unknown): Promise<void> {
  const chunk = await chunkToUse(services, argument);
  if (!chunk) return;
  const given = typeof argument === 'object' && argument !== null && 'other' in argument ? argument.other : undefined;
  const { rows } = chunk.explored.table;
  const isRow = typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 && given < rows;
  const other = isRow ? given : await pickOtherPassage(services, chunk);
  if (other !== undefined) services.sketches.show(chunk, other);
}
