import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type { TensorFlow } from '../../engine/tfjs/tensorflow.ts';
import { createTfjsEngine } from '../../engine/tfjs/tfjs-engine.ts';
import { cudaPackage } from './engine-packages.ts';
import { EngineUnusable } from './engine-unusable.ts';
import type { LoadedEngine } from './serve-engine.ts';

/** What the backend of tfjs-node tells besides. */
interface NativeBackend {
  isUsingGpuDevice?: boolean;
  isGPUPackage?: boolean;
}

/** TensorFlow's C library through the package of `folder`'s `node_modules`. Throws an EngineUnusable. */
export async function loadCuda(folder: string): Promise<LoadedEngine> {
  const require = createRequire(path.join(folder, 'package.json'));
  let manifest: string;
  try {
    manifest = require.resolve(`${cudaPackage.name}/package.json`);
  } catch {
    throw new EngineUnusable('package missing');
  }
  // Its JavaScript calls what Node 23 removed.
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  // GPUs since 2020 would round the factors of every product to 10 bits, and no longer compute what the others do.
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
  // By itself TensorFlow takes all of the GPU's memory, so that no other training could begin beside this one.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (process.platform === 'win32') findLibrariesOf(path.dirname(manifest));

  let tf: TensorFlow;
  try {
    tf = require(cudaPackage.name) as TensorFlow;
  } catch (error) {
    throw unusableFor(error);
  }
  await tf.ready();
  // TensorFlow.js falls back to another backend in silence.
  if (tf.getBackend() !== 'tensorflow')
    throw new EngineUnusable('binding missing', `TensorFlow.js chose the backend ${tf.getBackend()}`);
  const { isUsingGpuDevice, isGPUPackage } = tf.backend() as NativeBackend;
  if (!isUsingGpuDevice) throw new EngineUnusable(isGPUPackage === false ? 'CPU-only TensorFlow' : 'no CUDA');
  const { version } = require(manifest) as { version: string };
  const adapter = nameOfGpu();
  const description = `CUDA${adapter && `, ${adapter}`} (tfjs-node-gpu ${version})`;
  return { engine: createTfjsEngine(tf, { name: 'cuda', description }), adapter, version };
}

/** TensorFlow does not tell which GPU it uses: the first that the driver names, or '' where it names none so. */
function nameOfGpu(): string {
  const gpus = '/proc/driver/nvidia/gpus';
  try {
    const [first] = readdirSync(gpus).sort();
    const facts = readFileSync(path.join(gpus, first!, 'information'), 'utf8');
    return /^Model:\s*(.+)$/m.exec(facts)?.[1]?.trim() ?? '';
  } catch {
    return '';
  }
}

/** What a package that cannot be loaded lacks, by the words of its error: it has no code. */
function unusableFor(error: unknown): EngineUnusable {
  const message = error instanceof Error ? error.message : String(error);
  if (
    /lib(cuda|cudart|cudnn|cublas|cufft|curand|cusolver|cusparse)\b|nvcuda|(cudart|cudnn|cublas)\d*_?\d*\.dll/i.test(
      message,
    )
  )
    return new EngineUnusable('no CUDA', message);
  if (/tfjs_binding\.node|libtensorflow|tensorflow\.dll|DLOPEN|specified (module|procedure)/i.test(message))
    return new EngineUnusable('binding missing', message);
  if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND')
    return new EngineUnusable('package missing', message);
  return new EngineUnusable('crashed', message);
}

/** On Windows the library may lie beside the binding of another version of Node's interface: all such places are searched. */
function findLibrariesOf(packageFolder: string): void {
  const lib = path.join(packageFolder, 'lib');
  const places = [path.join(packageFolder, 'deps', 'lib')];
  if (existsSync(lib)) places.push(...readdirSync(lib).map((name) => path.join(lib, name)));
  const found = places.filter((place) => existsSync(path.join(place, 'tensorflow.dll')));
  process.env.PATH = [...found, process.env.PATH ?? ''].join(path.delimiter);
}
