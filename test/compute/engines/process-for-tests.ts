import path from 'node:path';
import type { ProcessMaker } from '../../../src/compute/engines/probe-engine.ts';

/** How test processes of an engine are started: their script, and what goes wrong after how many training steps. */
export function wasmInAProcess(wrong = '', after = 0): ProcessMaker {
  process.env.ENGINE_FOR_TESTS = `${wrong}:${after}`;
  return {
    runtimes: [process.execPath],
    script: path.join(import.meta.dirname, 'children/wasm-process.ts'),
    execArgv: ['--import', import.meta.resolve('tsx')],
  };
}
