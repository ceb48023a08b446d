import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../../src/compute/engines/engine-process.ts';
import { verdictWords } from '../../../src/compute/engines/engine-words.ts';
import { judgeEngine } from '../../../src/compute/engines/find-usable-engine.ts';
import { openEngine } from '../../../src/compute/engines/probe-engine.ts';
import type { EngineProblem, EngineVerdict, ProcessEngine } from '../../../src/protocol/engine-choices.ts';
import { folderWithPackage } from './made-up-packages.ts';

const script = path.resolve('dist/engine-process.mjs');
const maker = { runtimes: [process.execPath], script };
const core = JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
const cpu = JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-cpu'));

const judge = (engine: ProcessEngine, folder: string): Promise<EngineVerdict> =>
  judgeEngine(engine, { folders: [folder], maker });

const cudaIn = (index: string): string =>
  folderWithPackage('@tensorflow/tfjs-node-gpu', '4.22.0', { 'index.js': index });

/** TensorFlow.js whose backend calls itself TensorFlow's, and computes in JavaScript. */
const tensorflow = (facts: string): string => `
  const util = require('node:util');
  if (!util.isNullOrUndefined(undefined) || util.isNullOrUndefined(0)) throw new Error('util.isNullOrUndefined is wrong');
  if (process.env.NVIDIA_TF32_OVERRIDE !== '0') throw new Error('products would be rounded to TF32');
  if (process.env.TF_FORCE_GPU_ALLOW_GROWTH !== 'true') throw new Error('it would take all memory');
  const tf = require(${core});
  const { MathBackendCPU } = require(${cpu});
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), ${facts}));
  tf.setBackend('tensorflow');
  module.exports = tf;
`;

/** What the real package throws where its install script could not download the library. */
const noBinding = `
  throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: " + __dirname +
    "/lib/napi-v8/tfjs_binding.node. \\nPlease run command 'npm rebuild @tensorflow/tfjs-node-gpu --build-addon-from-source' to rebuild the native addon module.");
`;
const noLibrary = (name: string): string => `
  throw Object.assign(new Error('${name}: cannot open shared object file: No such file or directory'), { code: 'ERR_DLOPEN_FAILED' });
`;
const noCuda = `
  process.stderr.write("2026-01-01 00:00:00.000000: W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open shared object file\\n");
  ${tensorflow('{ isUsingGpuDevice: false, isGPUPackage: true }')}
`;

const noDriver = `
  process.stderr.write("2026-01-01 00:00:00.000000: I external/local_xla/xla/tsl/cuda/cudart_stub.cc:32] Could not find cuda drivers on your machine, GPU will not be used.\\n");
  ${tensorflow('{ isUsingGpuDevice: false, isGPUPackage: true }')}
`;

/** What TensorFlow informs of, in two lines, says nothing of why it ended. */
const killed = `
  const told = ["2026-01-01 00:00:00.000000: W tensorflow/core/blas.cc:1] BLAS was not to be had.",
    "2026-01-01 00:00:00.000000: I tensorflow/core/util/port.cc:153] You may see round-off errors.",
    "To turn them off, set the environment variable."];
  require('node:fs').writeSync(2, told.join("\\n") + "\\n");
  process.kill(process.pid, 'SIGKILL');
`;

const webGpuIn = (adapter: string): string =>
  folderWithPackage('webgpu', '0.6.2', {
    'package.json': JSON.stringify({ name: 'webgpu', version: '0.6.2', type: 'module', main: 'index.js' }),
    'index.js': `
      export const globals = { GPUBufferUsage: {}, GPUMapMode: {} };
      class GPUOutOfMemoryError extends Error {}
      let loseDevice, tellError;
      const device = new Proxy({
        features: new Set(),
        limits: {},
        lost: new Promise((resolve) => (loseDevice = resolve)),
        addEventListener: (_, listener) => (tellError = (error) => listener({ error })),
      }, { get: (known, name) => (name === 'then' ? undefined : (known[name] ?? anything(name))) });
      const anything = (name) => new Proxy(function () {}, { get: (_, inner) => inner === 'then' ? undefined : anything(inner), apply: () => { happen(); return anything(name); }, construct: () => anything(name) });
      let happen = () => undefined;
      const adapterOf = (more) => ({ info: { device: 'made-up-gpu', description: 'Driver 1' }, limits: {}, features: new Set(), requestDevice: async () => device, ...more });
      export const create = () => ({ requestAdapter: async () => ${adapter} });
    `,
  });

describe('CUDA', () => {
  it('is usable where TensorFlow computes on the GPU, with what Node 23 removed put back, in single precision and with no more memory than it needs', async () => {
    const verdict = await judge('cuda', cudaIn(tensorflow('{ isUsingGpuDevice: true, isGPUPackage: true }')));
    expect(verdict).toMatchObject({ usable: true, version: '4.22.0' });
    expect(verdictWords(verdict)).toMatch(/^CUDA(, .+)? \(tfjs-node-gpu 4\.22\.0\): works\.$/);
  });

  it.each<[string, EngineProblem, string, string]>([
    ['its library was not downloaded', 'binding missing', noBinding, "TensorFlow's own library is not"],
    [
      'libtensorflow is missing',
      'binding missing',
      noLibrary('libtensorflow.so.2'),
      'It said: libtensorflow.so.2: cannot',
    ],
    ['CUDA is missing', 'no CUDA', noLibrary('libcudart.so.11.0'), 'CUDA 11.2 and cuDNN 8.1'],
    ['cuDNN is missing', 'no CUDA', noCuda, "Could not load dynamic library 'libcudnn.so.8'"],
    [
      'TensorFlow is the one for CPUs',
      'CPU-only TensorFlow',
      tensorflow('{ isUsingGpuDevice: false, isGPUPackage: false }'),
      'computes on the CPU only',
    ],
    [
      'another backend was taken in silence',
      'binding missing',
      `module.exports = require(${core}); require(${cpu});`,
      'chose the backend cpu',
    ],
    ['it takes the process with it', 'crashed', 'process.abort();', 'A newer graphics driver'],
    ['it informs, warns and is killed', 'crashed', killed, 'It said: BLAS was not to be had.'],
    [
      'it needs a package that is not there',
      'package missing',
      "require('@tensorflow/tfjs');",
      "Cannot find module '@tensorflow/tfjs'",
    ],
    ['there is no driver', 'no CUDA', noDriver, 'Could not find cuda drivers on your machine'],
  ])('says so when %s', async (_, problem, index, words) => {
    const verdict = await judge('cuda', cudaIn(index));
    expect(verdict).toMatchObject({ engine: 'cuda', usable: false, problem });
    expect(verdictWords(verdict)).toContain(words);
  });

  it('says so when nothing is installed', async () => {
    const verdict = await judge('cuda', path.dirname(script));
    expect(verdict).toMatchObject({ usable: false, problem: 'package missing' });
    expect(verdictWords(verdict)).toContain('Set Up GPU Training…');
  });
});

describe('WebGPU', () => {
  it.each<[string, EngineProblem, string, string]>([
    ['there is no adapter', 'adapter missing', 'null', 'found no GPU here'],
    [
      'the adapter is a software one',
      'software adapter',
      "adapterOf({ info: { description: 'SwiftShader', isFallbackAdapter: true } })",
      'only a software adapter (SwiftShader)',
    ],
    [
      'the device has no memory',
      'out of memory',
      "adapterOf({ requestDevice: async () => { throw new Error('Failed to allocate memory for the device') } })",
      'had not enough memory',
    ],
    [
      'the device is lost while it computes',
      'crashed',
      "(happen = () => loseDevice({ reason: 'unknown', message: 'the driver was reset' }), adapterOf())",
      'the driver was reset',
    ],
    [
      'memory runs out while it computes',
      'out of memory',
      "(happen = () => tellError(new GPUOutOfMemoryError('vkAllocateMemory failed')), adapterOf())",
      'had not enough memory',
    ],
    [
      'a command is refused, which throws nothing',
      'crashed',
      "(happen = () => tellError(new Error('the bind group is not valid')), adapterOf())",
      'the bind group is not valid',
    ],
  ])('says so when %s', async (_, problem, adapter, words) => {
    const verdict = await judge('webgpu', webGpuIn(adapter));
    expect(verdict).toMatchObject({ engine: 'webgpu', usable: false, problem });
    expect(verdictWords(verdict)).toContain(words);
  });

  it('says so when the library is not there for this platform', async () => {
    const folder = folderWithPackage('webgpu', '0.6.2', {
      'index.js': "require('./dist/plan9-mips/dawn.node');",
    });
    const verdict = await judge('webgpu', folder);
    expect(verdict).toMatchObject({ usable: false, problem: 'binding missing' });
    expect(verdictWords(verdict)).toContain(`not its library for this platform (${process.platform}-${process.arch})`);
  });
});

describe('TensorFlow.js in plain JavaScript', () => {
  it('computes what the default engine does', async () => {
    expect(await judge('cpu', '')).toMatchObject({ usable: true, adapter: '' });
  });

  it('says no word to standard output, where a command writes its result', async () => {
    const opened: EngineProcess = await openEngine({ engine: 'cpu', folder: '' }, process.execPath, maker);
    opened.close();
    expect(opened.description).toMatch(/^TensorFlow\.js 4\.\d+\.\d+ in plain JavaScript$/);
  });
});
