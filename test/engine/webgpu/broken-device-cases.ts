import { expect } from 'vitest';
import { madeUpCase } from '../check-gradients.ts';
import type { WebGpuCase } from './cases.ts';

const step = { learningRate: 1e-3, clipNorm: 0.1 };

/** What goes wrong with a device; the last one destroys it. */
export const brokenDeviceCases: WebGpuCase[] = [
  {
    name: 'a refused command is told as a loss, at the latest when the step is answered',
    async run({ engine, backend, losses }) {
      const { options, batch } = madeUpCase({ seed: 300, specification: {} });
      const network = await engine.createNetwork(options);
      const run = backend.runWebGPUProgram.bind(backend);
      // As a driver would refuse a program that it cannot compile.
      backend.runWebGPUProgram = (program, ...rest) =>
        run(
          program.shaderKey.startsWith('scan ')
            ? { ...program, shaderKey: 'broken', getUserCode: () => 'fn main(index: i32) { result[0] = nothing; }' }
            : program,
          ...rest,
        );
      await network.trainStep(batch, step);
      backend.runWebGPUProgram = run;
      expect(losses[0]).toMatch(/^validation: .*nothing/s);
      losses.length = 0;
      network.dispose();
    },
  },
  {
    name: 'a device destroyed in mid-step ends the step and every later call by an error',
    async run({ engine, backend }) {
      const { options, batch } = madeUpCase({ seed: 300, specification: {} });
      const network = await engine.createNetwork(options);
      await network.trainStep(batch, step);
      const inFlight = network.trainStep(batch, step);
      backend.device.destroy();
      await expect(inFlight).rejects.toThrow();
      await expect(network.trainStep(batch, step)).rejects.toThrow();
      await expect(network.parameters()).rejects.toThrow();
    },
  },
];
