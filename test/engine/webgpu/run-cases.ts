// A process that computes the cases one after the other on the software adapter, and sends how each ended; see
// webgpu.test.ts. It is one of its own since a driver may take its process down, and is told where the adapter is when
// it starts.
import { cases } from './cases.ts';
import { openAdapter } from './opened-adapter.ts';

/** Of a case: what went wrong, '' where nothing did. */
export interface CaseVerdict {
  name: string;
  problem: string;
}

const adapter = await openAdapter();
for (const { name, run } of cases) {
  let problem = '';
  try {
    await run(adapter);
    problem = adapter.losses.splice(0).join('\n');
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  process.send?.({ name, problem } satisfies CaseVerdict);
}
process.disconnect();
