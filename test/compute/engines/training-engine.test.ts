import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineSearch } from '../../../src/compute/engines/find-usable-engine.ts';
import { trainFolder } from '../../../src/compute/train-folder.ts';
import type { TrainOutcome, TrainRequest, TrainStart } from '../../../src/compute/train-request.ts';
import { UserError } from '../../../src/corpus/user-error.ts';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.ts';
import { openRun } from '../../../src/runs/read-run.ts';
import { folderOfPoems, temporaryFolder } from '../sample-folder.ts';
import { folderWithPackage } from './made-up-packages.ts';
import { wasmInAProcess } from './process-for-tests.ts';

const never = new AbortController().signal;
const withCuda = folderWithPackage('@tensorflow/tfjs-node-gpu', '4.22.0');

/** A CUDA that computes as the default engine does, until something goes wrong after so many steps. */
function search(wrong = '', after = 0): EngineSearch {
  return { folders: [withCuda], storage: temporaryFolder(), maker: wasmInAProcess(wrong, after) };
}

let folder: string;
const starts: TrainStart[] = [];
const stages: string[] = [];
function trained(request: Partial<TrainRequest>): Promise<TrainOutcome> {
  starts.length = stages.length = 0;
  const watch = {
    onStart: (start: TrainStart) => void starts.push(start),
    onStage: (stage: string) => void stages.push(stage),
  };
  return trainFolder({ folder, preset: 'quick', epochs: 3, ...request }, watch, never);
}

const modelOf = (run: string): Buffer => readFileSync(path.join(run, 'model.safetensors'));

describe('the engine of a training', () => {
  let whole: TrainOutcome;
  beforeAll(async () => {
    folder = folderOfPoems(6);
    whole = await trained({});
  });

  it('is the default at once where nothing else is set up, and the run says so', async () => {
    expect(stages).not.toContain('engines');
    const [start] = starts;
    const { description } = await createWasmEngine();
    expect(start!.engine).toMatchObject({
      engine: 'wasm',
      description,
      why: 'CUDA and WebGPU are not set up.',
      steps: [],
    });
    const { config } = await openRun(whole.run);
    expect(config.engine).toMatchObject({ name: 'wasm', description, choice: 'auto' });
  });

  it('is the fastest of those that work, by steps of this training that leave no trace in it', async () => {
    const outcome = await trained({ engines: search() });
    expect(outcome.status).toBe('complete');
    expect(stages).toContain('engines');
    const { engine, why, steps } = starts[0]!.engine;
    expect(steps.map((step) => step.engine).sort()).toEqual(['cuda', 'wasm']);
    expect(steps[0]!.milliseconds).toBeLessThanOrEqual(steps[1]!.milliseconds);
    expect(engine).toBe(steps[0]!.engine);
    expect(why).toMatch(
      /^It is the fastest here: [\d.]+ ms a step\. (CUDA|WebAssembly) takes [\d.]+ ms\. WebGPU is not set up\.$/,
    );
    expect(modelOf(outcome.run)).toEqual(modelOf(whole.run));
  });

  it('is not one that breaks while it is tried', async () => {
    const outcome = await trained({ engines: search('killed', 9) });
    expect(outcome.status).toBe('complete');
    expect(starts[0]!.engine).toMatchObject({ engine: 'wasm', steps: [{ engine: 'wasm' }] });
    expect(starts[0]!.engine.why).toContain('The process that computed by CUDA ended unexpectedly (signal SIGKILL).');
  });

  it('is not one that computes something else on the training itself', async () => {
    const outcome = await trained({ engines: search('wrong later', 0) });
    expect(outcome.status).toBe('complete');
    expect(starts[0]!.engine).toMatchObject({ engine: 'wasm', steps: [{ engine: 'wasm' }] });
    expect(starts[0]!.engine.why).toContain('CUDA cannot be used: wrong result.');
  });

  it('can be lost in mid-run: the run ends at its last checkpoint, and goes on with another to the same end', async () => {
    const { batches } = (await (await openRun(whole.run)).history())[0]!;
    // The process that trains is another than the one that was probed: it takes all of its steps in this run.
    const lost = await trained({ engine: 'cuda', engines: search('device lost', 2 * batches) });
    expect(lost).toMatchObject({ status: 'stopped', epochs: 2 });
    expect(lost.lost).toContain('CUDA lost the GPU');
    const run = await openRun(lost.run);
    expect(run.config).toMatchObject({ status: 'stopped', engine: { name: 'cuda', choice: 'cuda' } });
    expect(run.config.result).toMatchObject({ epochs: 2 });

    const resumed = await trained({ resume: lost.run, engine: 'wasm' });
    expect(resumed).toMatchObject({ status: 'complete', epochs: 3, run: lost.run });
    expect(starts[0]).toMatchObject({ epochsDone: 2, engine: { engine: 'wasm', why: 'It was asked for by name.' } });
    expect(modelOf(lost.run)).toEqual(modelOf(whole.run));
    expect((await openRun(lost.run)).config.engine).toMatchObject({ name: 'wasm', choice: 'wasm' });
  });

  it('keeps to the one that the run was begun with by name when it goes on, and never takes another in silence', async () => {
    const { batches } = (await (await openRun(whole.run)).history())[0]!;
    const lost = await trained({ engine: 'cuda', engines: search('killed', 2 * batches) });
    expect(lost).toMatchObject({ status: 'stopped', epochs: 2 });
    expect(lost.lost).toContain('ended unexpectedly (signal SIGKILL)');
    const problem: unknown = await trained({ resume: lost.run }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(UserError);
    expect((problem as Error).message).toContain(
      'Training by cuda was asked for, but it cannot be used here. CUDA is not set up',
    );
    const resumed = await trained({ resume: lost.run, engines: search() });
    expect(resumed.status).toBe('complete');
    expect(starts[0]!.engine.engine).toBe('cuda');
    expect(modelOf(resumed.run)).toEqual(modelOf(whole.run));
  });

  it('is waited for no longer than a person likes', { timeout: 20_000 }, async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 600);
    const stuck = search();
    stuck.maker = { ...wasmInAProcess('hang at once'), openMs: 25_000 };
    const training = trainFolder({ folder, preset: 'quick', engine: 'cuda', engines: stuck }, {}, stop.signal);
    await expect(training).rejects.toThrow('aborted');
  });

  it('is refused before there is a run where it cannot be used', async () => {
    const runsFolder = temporaryFolder();
    const asked = trained({ engine: 'cuda', engines: search('no cuda'), runsFolder });
    await expect(asked).rejects.toThrow(/TensorFlow found no GPU that it can use.*libcudart\.so\.11\.0/);
    await expect(trained({ engine: 'webgpu', runsFolder })).rejects.toThrow('WebGPU is not set up');
  });
});
