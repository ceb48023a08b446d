import { chunkToUse } from './chunk-reference.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

/** "Reveal Chunk in Poem": selects the whole of the chunk at the cursor, or of a given or picked one, in its file. */
export async function revealChunkInPoem(services: Services, argument?: unknown): Promise<void> {
  const chunk = await chunkToUse(services, argument);
  if (chunk) await revealPassage(services, chunk);
}
