import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { builtFile } from '../built-file.ts';

/**
 * WebAssembly has vectors of 128 bits. V8 can make one operation of 256 of two side by side where the processor has
 * AVX2 ("revectorization"), in its optimizing compiler alone: so the kernels are compiled with it at once, before they
 * are called.
 */
const flags = [
  ['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize'],
  ['--no-liftoff', '--liftoff'],
  ['--no-wasm-lazy-compilation', '--wasm-lazy-compilation'],
] as const;

/** Compiles a module with vectors of 256 bits where V8 knows how, and otherwise as it is. V8 is left as it was. */
export function compileWide(bytes: BufferSource): WebAssembly.Module {
  for (const [on] of flags) setFlagsFromString(on);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const [, off] of flags) setFlagsFromString(off);
  }
}

/** What a process of its own finds out about the wide kernels; see src/compute/check-wide-kernels.ts. */
export interface WideKernelsReport {
  /** Whether they compute what the relaxed ones do, to the bit. */
  same: boolean;
  /** How many times as fast a product is. */
  faster: number;
}

/** With less than this, the wide kernels stay in their box: without V8's help they are slower than the others. */
const worthIt = 1.2;

/** The first V8 whose optimizing compiler pairs vectors without further flags: that of Node 24. */
const firstV8 = 13.6;

/** It takes 0.1 s. */
const checkMs = 5_000;

let found: Promise<boolean> | undefined;

/**
 * Whether the wide kernels are faster here and compute the same: tried once, in a throwaway process, so that a runtime
 * that cannot do it takes nothing with it. Never rejects.
 */
export function wideKernelsHelp(): Promise<boolean> {
  return (found ??= mayHelp() ? check() : Promise.resolve(false));
}

function mayHelp(): boolean {
  return process.arch === 'x64' && Number.parseFloat(process.versions.v8) >= firstV8;
}

async function check(): Promise<boolean> {
  try {
    const script = fileURLToPath(builtFile('check-wide-kernels.mjs'));
    // So that VS Code's own executable runs as plain Node.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const options = { env, timeout: checkMs, windowsHide: true };
    const { stdout } = await promisify(execFile)(process.execPath, [script], options);
    const { same, faster } = JSON.parse(stdout) as WideKernelsReport;
    return same && faster >= worthIt;
  } catch {
    return false;
  }
}
