import type { EngineLoss } from '../../engine/engine-lost.ts';
import type { EngineChoice, EngineName, EngineProblem, EngineVerdict } from '../../protocol/engine-choices.ts';
import { cudaPackage } from './engine-packages.ts';

/** What engines are called in a sentence. */
export const engineLabels: Record<EngineName, string> = {
  wasm: 'WebAssembly',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  cpu: 'TensorFlow.js in plain JavaScript',
};

/** What CUDA needs, in words. */
const cudaNeeds = 'an NVIDIA driver newer than 450, CUDA 11.2 and cuDNN 8.1 (CUDA 12 alone is not enough)';

/** What TensorFlow says of a GPU that it holds no code for; the one that the package brings is of 2022. */
const newerGpu =
  'For a GPU that is newer than its TensorFlow 2.9 the driver compiles first, which can take half an hour; WebGPU does without.';

/** Why an engine cannot be used, and what to do about it. `detail` is what the library said. */
export function problemWords(engine: Exclude<EngineName, 'wasm'>, problem: EngineProblem, detail: string): string {
  const label = engineLabels[engine];
  const said = detail ? ` It said: ${shortened(detail)}` : '';
  switch (problem) {
    case 'package missing':
      return detail
        ? `${label} is set up only in part: Set Up GPU Training… in VS Code installs what is missing.${said}`
        : `${label} is not set up: Set Up GPU Training… in VS Code installs what it needs.`;
    case 'binding missing':
      return engine === 'cuda'
        ? `The package ${cudaPackage.name} is installed, but TensorFlow's own library is not: its download may have been blocked, or there is none for this platform. Install it again where storage.googleapis.com can be reached.${said}`
        : `The package webgpu is installed, but not its library for this platform (${process.platform}-${process.arch}). Install it again.${said}`;
    case 'no CUDA':
      return `TensorFlow found no GPU that it can use: it needs ${cudaNeeds}.${said}`;
    case 'CPU-only TensorFlow':
      return `The TensorFlow that is installed computes on the CPU only. Install ${cudaPackage.name} in place of it.${said}`;
    case 'adapter missing':
      return `WebGPU found no GPU here. Install the driver of your graphics card, with Vulkan on Linux; on a machine without one, train on the CPU.${said}`;
    case 'software adapter':
      return `WebGPU found only a software adapter (${detail || 'unnamed'}), which is slower than training on the CPU. Install the driver of your graphics card.`;
    case 'wrong result':
      return `${label} computes otherwise than it should on this machine, so it is not used. A newer graphics driver may mend it.${said}`;
    case 'crashed':
      return `${label} failed when it was tried. A newer graphics driver, another Node in the setting poetryExplorer.gpuNodePath, or closing what else uses the GPU may mend it.${said}`;
    case 'timed out':
      return `${label} did not answer in time when it was tried. Try again when the GPU has less to do.${engine === 'cuda' ? ` ${newerGpu}` : ''}${said}`;
    case 'out of memory':
      return `${label} had not enough memory for the smallest of networks. Close what else uses the GPU.${said}`;
  }
}

/** An engine in a sentence or two: what it is, or why it cannot be used. */
export function verdictWords(verdict: EngineVerdict): string {
  if (!verdict.usable) return problemWords(verdict.engine, verdict.problem, verdict.detail);
  return verdict.engine === 'cpu'
    ? `${verdict.description}: works; slow, to compare with.`
    : `${verdict.description}: works.`;
}

/** Why `auto` leaves engines out, a short sentence each. */
export function notUsedWords(verdicts: readonly EngineVerdict[]): string[] {
  const failed = verdicts.filter((verdict) => !verdict.usable);
  const labels = (missing: boolean): typeof failed =>
    failed.filter(({ problem }) => (problem === 'package missing') === missing);
  const missing = labels(true).map(({ engine }) => engineLabels[engine]);
  return [
    ...labels(false).map(({ engine, problem }) => `${engineLabels[engine]} cannot be used: ${problem}.`),
    ...(missing.length > 0 ? [`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set up.`] : []),
  ];
}

/** What became of an engine in the middle of a training. */
export function lossWords(engine: EngineName, loss: EngineLoss, detail: string): string {
  const label = engineLabels[engine];
  const said = detail ? ` It said: ${shortened(detail)}` : '';
  switch (loss) {
    case 'ended':
      return `The process that computed by ${label} ended unexpectedly (${detail}).`;
    case 'no answer':
      return `The process that computed by ${label} did not answer any more (${detail}), so it was ended.`;
    case 'device lost':
      return `${label} lost the GPU: its driver may have been restarted, or the machine slept.${said}`;
    case 'out of memory':
      return `${label} ran out of memory. Close what else uses the GPU, or lower the batch size.${said}`;
    case 'validation':
      return `${label} could not compute what it was asked to.${said}`;
  }
}

/** What the choice of an engine that cannot be used says: it is never exchanged for another in silence. */
export function refusedWords(choice: EngineChoice, why: string): string {
  return `Training by ${choice} was asked for, but it cannot be used here. ${why} Or choose another engine: auto takes the fastest that works.`;
}

/** The first line of what a library said, ended as a sentence. */
function shortened(detail: string): string {
  const line = detail.trim().split(/\r?\n/)[0]!.trim();
  const short = line.length > 300 ? `${line.slice(0, 299)}…` : line;
  return /[.!?…)]$/.test(short) ? short : `${short}.`;
}
