/** Runs the test that is named, alone in its process, and sends its counts to the process that started this one. */
import { runSuite } from './run-suite.ts';
import { runScenario } from './scenario.ts';

// Servers and temporary folders go as the process exits; a signal alone would not let them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const name = process.argv[2]!;
const counts = await (name === 'suite' ? runSuite() : runScenario(name));
process.send!(counts, () => process.exit(0));
