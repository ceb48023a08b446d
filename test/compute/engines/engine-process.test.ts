import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineProcess } from '../../../src/compute/engines/engine-process.ts';
import { verdictWords } from '../../../src/compute/engines/engine-words.ts';
import { openEngine, probeEngine } from '../../../src/compute/engines/probe-engine.ts';
import { createRandom } from '../../../src/corpus/random.ts';
import type { Engine, NetworkOptions } from '../../../src/engine/engine.ts';
import { EngineLost } from '../../../src/engine/engine-lost.ts';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../../src/model/parameters.ts';
import { completeSpecification } from '../../../src/model/specification.ts';
import { wasmInAProcess } from './process-for-tests.ts';

const cuda = { engine: 'cuda', folder: '', version: '' } as const;
const batch = { tokens: Int32Array.of(1, 2, 3, 2, 0, 0), lengths: Int32Array.of(3, 1), rows: 2, steps: 3 };
const step = { learningRate: 0.01, clipNorm: 1 };

function options(): NetworkOptions {
  const random = createRandom(3);
  const specification = completeSpecification({ inputSize: 4, cell: 'lstm', hiddenSize: 8, bottleneckSize: 2 });
  const vectors = Float32Array.from({ length: 16 }, (_, i) => (i < 4 ? 0 : random.normal()));
  return { specification, vectors, parameters: initialParameters(specification, random), maxRows: 4, maxSteps: 4 };
}

/** Everything that a network can be asked, and its answers. */
async function everything(engine: Engine): Promise<unknown[]> {
  const network = await engine.createNetwork(options());
  const answers: unknown[] = [];
  const before = await network.parameters();
  answers.push(
    await network.gradients(batch),
    await network.trainStep(batch, step),
    await network.trainStep(batch, step),
  );
  answers.push(await network.gradientNorms(), await network.hiddenStatistics(), await network.evaluate(batch));
  answers.push(await network.reconstruct(batch), await network.reconstruct(batch, true));
  answers.push(await network.decode(Float32Array.of(1, 2, 3, 4), Int32Array.of(2, 3)));
  const [parameters, state] = [await network.parameters(), await network.optimizerState()];
  answers.push(parameters, state);
  network.setParameters(before);
  network.setOptimizerState({ ...state, step: 7 });
  answers.push(await network.trainStep(batch, step), await network.optimizerState());
  network.dispose();
  return answers;
}

describe('an engine in a process of its own', () => {
  let opened: EngineProcess | undefined;
  const open = async (...wrong: Parameters<typeof wasmInAProcess>): Promise<EngineProcess> =>
    (opened = await openEngine(cuda, process.execPath, wasmInAProcess(...wrong)));
  afterEach(() => opened?.close());

  it('answers as it would in this process', async () => {
    const { engine, adapter } = await open();
    expect(engine).toMatchObject({ name: 'cuda', threads: 1 });
    expect(adapter).toBe('made-up adapter');
    expect(await everything(engine)).toEqual(await everything(await createWasmEngine()));
  });

  it('refuses what is wrong as it would in this process, and goes on', async () => {
    const { engine } = await open();
    const network = await engine.createNetwork(options());
    const wide = { ...batch, tokens: Int32Array.of(1, 2, 3, 9, 0, 0) };
    await expect(network.trainStep(wide, step)).rejects.toThrow(RangeError);
    await expect(network.trainStep({ ...batch, rows: 1, lengths: Int32Array.of(3) }, step)).rejects.toThrow(RangeError);
    const parameters = await network.parameters();
    parameters.delete('decoder.start_token');
    expect(() => network.setParameters(parameters)).toThrow(/decoder.start_token is missing/);
    expect((await network.trainStep(batch, step)).loss).toBeGreaterThan(0);
  });

  it.each([
    ['killed', 'ended', 'The process that computed by CUDA ended unexpectedly (signal SIGKILL).'],
    [
      'out of memory',
      'out of memory',
      'CUDA ran out of memory. Close what else uses the GPU, or lower the batch size.',
    ],
    ['device lost', 'device lost', 'CUDA lost the GPU: its driver may have been restarted, or the machine slept.'],
  ] as const)('rejects what is under way, and all that follows, when it is %s', async (wrong, loss, message) => {
    const { engine, pid } = await open(wrong, 2);
    const network = await engine.createNetwork(options());
    for (let i = 0; i < 2; i++) await network.trainStep(batch, step);
    // The device may be lost between this step and the next.
    const next = async (): Promise<unknown> => {
      await network.trainStep(batch, step);
      return network.parameters();
    };
    const error: unknown = await next().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineLost);
    expect(error).toMatchObject({ engine: 'cuda', loss });
    expect((error as Error).message).toContain(message);
    await expect(network.evaluate(batch)).rejects.toBe(error);
    await expect(engine.createNetwork(options())).rejects.toBe(error);
    expect(() => network.dispose()).not.toThrow();
    await vi.waitFor(() => expect(() => process.kill(pid!, 0)).toThrow('ESRCH'));
  });

  it('is ended when it does not answer', async () => {
    opened = await openEngine(cuda, process.execPath, { ...wasmInAProcess('hang'), answerMs: 1000 });
    const network = await opened.engine.createNetwork(options());
    await expect(network.trainStep(batch, step)).rejects.toThrow('did not answer any more (for 1 s), so it was ended.');
  });
});

describe('the probe of an engine', () => {
  it('finds it usable when it computes what the default engine does', async () => {
    expect(await probeEngine(cuda, wasmInAProcess())).toEqual({
      ...{ engine: 'cuda', usable: true, adapter: 'made-up adapter', version: '1.0.0', runtime: process.execPath },
      description: (await createWasmEngine()).description,
    });
  });

  it.each([
    ['wrong loss', 'wrong result', 'its relative error is 0.0'],
    ['crash at once', 'crashed', ''],
    ['killed', 'crashed', 'signal SIGKILL'],
    ['out of memory', 'out of memory', 'OOM when allocating tensor'],
    ['no cuda', 'no CUDA', "Could not load dynamic library 'libcudart.so.11.0'"],
  ])('says when it is: %s', async (wrong, problem, detail) => {
    const verdict = await probeEngine(cuda, wasmInAProcess(wrong));
    expect(verdict).toMatchObject({ engine: 'cuda', usable: false, problem });
    expect((verdict as { detail: string }).detail).toContain(detail);
  });

  it('gives up an engine that cannot be loaded in time', async () => {
    const verdict = await probeEngine(cuda, { ...wasmInAProcess('hang at once'), openMs: 800 });
    expect(verdict).toEqual({ engine: 'cuda', usable: false, problem: 'timed out', detail: '' });
    expect(verdictWords(verdict)).toContain('newer than its TensorFlow 2.9');
  });

  it('tries the next executable where one does not run it', async () => {
    const maker = wasmInAProcess();
    const verdict = await probeEngine(cuda, { ...maker, runtimes: ['/bin/false', ...maker.runtimes] });
    expect(verdict).toMatchObject({ usable: true, runtime: process.execPath });
  });
});
