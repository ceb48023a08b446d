import { fork } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngineProcess } from '../../../src/compute/engines/engine-process.ts';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.ts';
import { madeUpCase } from '../check-gradients.ts';
import { cases } from './cases.ts';
import type { CaseVerdict } from './run-cases.ts';
import { leftOut, missingAdapter, softwareAdapter } from './software-adapter.ts';

if (leftOut) console.log(`Left out: WebGPU ${missingAdapter}.`);

describe.skipIf(leftOut)('WebGPU on a software adapter', () => {
  const root = path.resolve(import.meta.dirname, '../../..');

  beforeAll(() => {
    if (!softwareAdapter) throw new Error(`WebGPU ${missingAdapter}`);
    Object.assign(process.env, softwareAdapter);
  });

  describe('in a process of the tests', () => {
    const verdicts = new Map<string, string>();
    let ending = '';

    beforeAll(async () => {
      const child = fork(path.join(import.meta.dirname, 'run-cases.ts'), [], {
        execArgv: ['--import', import.meta.resolve('tsx')],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      let written = '';
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data) => (written += String(data)));
      child.on('message', ({ name, problem }: CaseVerdict) => verdicts.set(name, problem));
      ending = await new Promise<string>((resolve) =>
        child.once('close', (code, signal) => resolve(`exit code ${code}, signal ${signal}\n${written}`)),
      );
      // Software takes its time where others use the processor too.
    }, 600_000);

    it.each(cases.map(({ name }) => name))('%s', (name) => {
      expect(verdicts.get(name) ?? `not run: ${ending}`).toBe('');
    });

    it('the process ends by itself when there is nothing left to do', () => {
      expect(ending).toMatch(/^exit code 0, signal null/);
    });
  });

  describe('in an engine process', () => {
    const open = (software: boolean) =>
      startEngineProcess({
        open: { engine: 'webgpu', folder: root, software },
        runtime: process.execPath,
        script: path.join(root, 'dist/engine-process.mjs'),
      });

    it('trains as the wasm engine does', async () => {
      const { engine, adapter, close } = await open(true);
      expect(adapter).toContain('SwiftShader');
      expect(engine.description).toBe(`WebGPU, ${adapter}`);
      const { options, batch } = madeUpCase({ seed: 300, specification: { cell: 'gru' } });
      const settings = { learningRate: 1e-3, clipNorm: 0.1 };
      const steps: number[][] = [];
      for (const each of [engine, await createWasmEngine()]) {
        const network = await each.createNetwork(options);
        const losses: number[] = [];
        for (let i = 0; i < 2; i++) losses.push((await network.trainStep(batch, settings)).loss);
        steps.push(losses);
      }
      close();
      const [found, expected] = steps as [number[], number[]];
      found.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5));
    });

    it('does not take software for a GPU where nobody asked for it', async () => {
      await expect(open(false)).rejects.toMatchObject({ problem: 'software adapter' });
    });

    it('tells when there is no adapter at all', async () => {
      process.env.VK_ICD_FILENAMES = path.join(root, 'no-such-driver.json');
      try {
        await expect(open(true)).rejects.toMatchObject({ problem: 'adapter missing' });
      } finally {
        Object.assign(process.env, softwareAdapter);
      }
    });
  });
});
