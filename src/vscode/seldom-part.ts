import { exportRun } from './export-run.ts';
import { importRun } from './import-run.ts';
import { renameRun } from './rename-run.ts';
import { setUpGpu } from './set-up-gpu.ts';

/** Commands that are seldom used: the entry of a bundle of its own. What they throw is told by the extension itself. */
export const seldomCommands = { exportRun, importRun, renameRun, setUpGpu };
