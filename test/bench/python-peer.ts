import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { writeSafetensors, type TypedTensor } from '../../src/model/safetensors.ts';
import { findTorch, hasReferenceBlas } from '../parity/find-torch.ts';

/** Threads of OpenMP and OpenBLAS go on spinning for some 30 ms after their work, on the cores that whoever is next needs. */
const millisecondsOfSpinning = 100;

/** A Python script beside this file that answers each line with one of JSON. */
export interface PythonPeer {
  ask<Answer>(line: string): Promise<Answer>;
  stop(): void;
}

/** Why PyTorch's figures are no measure of ours; undefined where they are. */
export function whyNoMeasure(): string | undefined {
  const python = findTorch();
  if (!python) return 'no PyTorch here';
  return hasReferenceBlas(python)
    ? 'PyTorch has the slow reference BLAS here: apt-get install libopenblas0-pthread'
    : undefined;
}

/** Starts the script on a file of these tensors; undefined where no python3 has PyTorch. */
export function startPythonPeer(
  script: string,
  tensors: Map<string, TypedTensor>,
  metadata: Record<string, string>,
): PythonPeer | undefined {
  const python = findTorch();
  if (!python) return undefined;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  const file = path.join(folder, 'given.safetensors');
  fs.writeFileSync(file, writeSafetensors(tensors, metadata));
  const child = spawn(python, [path.join(import.meta.dirname, script), file]);
  child.stderr.pipe(process.stderr);
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask<Answer>(line: string) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('PyTorch’s side of the benchmark ended early; its message stands above.');
      await setTimeout(millisecondsOfSpinning);
      return JSON.parse(value) as Answer;
    },
    stop() {
      child.stdin.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function floats(shape: readonly number[], data: Float32Array): TypedTensor {
  return { dtype: 'F32', shape, data };
}

export function integers(shape: readonly number[], data: Int32Array): TypedTensor {
  return { dtype: 'I32', shape, data };
}
