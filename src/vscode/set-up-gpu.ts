import * as vscode from 'vscode';
import type { EngineStatus } from '../protocol/engine-choices.ts';
import { enginePlaces, enginesFolder } from './engine-places.ts';
import { notify, type Choice } from './notify.ts';
import { findNpm, npmInstall, type InstallEnd } from './npm-install.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

type Gpu = 'webgpu' | 'cuda';

/** Kept equal to the versions that the engines are written for by a test. */
export const installed: Record<Gpu, string> = { webgpu: 'webgpu@0.6.2', cuda: '@tensorflow/tfjs-node-gpu@4.22.0' };

const labels: Record<Gpu, string> = { webgpu: 'WebGPU', cuda: 'CUDA' };

/** "Set Up GPU Training…": explains what each way needs, asks, installs it into the extension's storage, and tries it. */
export async function setUpGpu(services: Services): Promise<void> {
  const picked = await pickWay();
  if (picked === undefined) return;
  if (picked === 'try') return await tellVerdicts(services);
  if (picked === 'cuda' && !isCudaPlatform()) {
    const message = vscode.l10n.t(
      'CUDA works on Linux and Windows with an x64 processor, and this is {0} ({1}). WebGPU works with any GPU.',
      process.platform,
      process.arch,
    );
    return await notify('information', message);
  }
  const npm = findNpm();
  if (npm === undefined) {
    const message = vscode.l10n.t('GPU training is installed by npm, which was not found. It comes with Node.js.');
    const site = vscode.Uri.parse('https://nodejs.org/');
    return await notify('error', message, {
      title: vscode.l10n.t('Get Node.js'),
      run: () => vscode.env.openExternal(site),
    });
  }
  if (await isWanted(picked, enginesFolder(services.context))) await install(services, picked, npm);
}

async function pickWay(): Promise<Gpu | 'try' | undefined> {
  const items: (vscode.QuickPickItem & { way: Gpu | 'try' })[] = [
    {
      label: '$(chip) WebGPU',
      description: vscode.l10n.t('any GPU: NVIDIA, AMD, Intel, Apple; installs about 130 MB'),
      detail: vscode.l10n.t('Needs the driver of the graphics card, on Linux with Vulkan.'),
      way: 'webgpu',
    },
    {
      label: '$(circuit-board) CUDA',
      description: vscode.l10n.t('NVIDIA, on Linux or Windows (x64); installs more than 1 GB'),
      detail: vscode.l10n.t('Needs a driver newer than 450, CUDA 11.2 and cuDNN 8.1; not CUDA 12 alone.'),
      way: 'cuda',
    },
    {
      label: `$(beaker) ${vscode.l10n.t('Try What Is There')}`,
      detail: vscode.l10n.t('Installs nothing: says of each engine whether it works on this machine.'),
      way: 'try',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Set Up GPU Training'),
    placeHolder: vscode.l10n.t('This network is small: without a GPU it trains well too. Which way shall be set up?'),
  });
  return picked?.way;
}

async function isWanted(gpu: Gpu, folder: string): Promise<boolean> {
  const yes = vscode.l10n.t('Install');
  const size =
    gpu === 'webgpu'
      ? vscode.l10n.t('about 130 MB')
      : vscode.l10n.t('300 MB, and TensorFlow’s own library from storage.googleapis.com, which is larger');
  const detail = vscode.l10n.t(
    'npm downloads {0} and what it needs ({1}) into {2}. Its install scripts are run.',
    installed[gpu],
    size,
    folder,
  );
  const title = vscode.l10n.t('Install {0} for training?', labels[gpu]);
  return (await vscode.window.showInformationMessage(title, { modal: true, detail }, yes)) === yes;
}

async function install(services: Services, gpu: Gpu, npm: string): Promise<void> {
  const { context, log } = services;
  const abort = new AbortController();
  const title = vscode.l10n.t('Setting up {0}', labels[gpu]);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  let verdict: EngineStatus | undefined;
  const { end, line } = await vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => abort.abort());
    progress.report({ message: vscode.l10n.t('downloading…') });
    const onLine = (said: string): void => {
      log.info(plainText(said, 2000));
      if (said.trim() !== '') progress.report({ message: plainText(said, 100) });
    };
    log.info(`npm install ${installed[gpu]} (${npm}, ${enginesFolder(context)})`);
    const ended = await npmInstall({
      ...{ npm, folder: enginesFolder(context), spec: installed[gpu], onLine, signal: abort.signal },
    });
    if (ended.end !== 'installed') return ended;
    progress.report({ message: vscode.l10n.t('trying it…') });
    verdict = (await judge(services, abort.signal)).find(({ engine }) => engine === gpu);
    return ended;
  });
  if (end !== 'installed') return await tellFailure(services, gpu, end, line);
  if (!verdict?.usable)
    return await notify(
      'warning',
      vscode.l10n.t('{0} is installed, but cannot be used here. {1}', labels[gpu], verdict?.words ?? ''),
      showLog(services),
    );
  const done = vscode.l10n.t(
    '{0} is set up. {1} The next training tries whether it is the fastest for your poems.',
    labels[gpu],
    verdict.words,
  );
  await notify('information', done);
}

/** What did not work, and that training does all the same. */
async function tellFailure(services: Services, gpu: Gpu, end: InstallEnd['end'], line: string): Promise<void> {
  const asBefore = vscode.l10n.t('Training by WebAssembly works as before.');
  if (end === 'cancelled')
    return await notify('information', vscode.l10n.t('{0} was not set up. {1}', labels[gpu], asBefore));
  const reasons = {
    'no network': vscode.l10n.t('the download failed, because a server could not be reached'),
    'no space': vscode.l10n.t('the disk is full'),
    failed: vscode.l10n.t('npm could not install it'),
  };
  services.log.error(`${installed[gpu]}: ${end}. ${line}`);
  await notify(
    'error',
    vscode.l10n.t(
      '{0} could not be set up: {1} ({2}). {3}',
      labels[gpu],
      reasons[end as 'failed'],
      plainText(line, 200),
      asBefore,
    ),
    { title: vscode.l10n.t('Try Again'), run: () => setUpGpu(services) },
    showLog(services),
  );
}

async function tellVerdicts(services: Services): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Trying the engines…') };
  const engines = await vscode.window.withProgress(options, () => judge(services));
  const items = engines.map(({ engine, usable, words }): vscode.QuickPickItem => ({
    label: `$(${usable ? 'check' : 'circle-slash'}) ${engine}`,
    detail: plainText(words, 500),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What Can Compute Here'),
    placeHolder: vscode.l10n.t('The setting poetryExplorer.engine chooses; auto takes the fastest that works'),
  });
  // In the list a long sentence is cut off.
  if (picked?.detail) await notify('information', picked.detail, showLog(services));
}

async function judge({ compute, context, log }: Services, signal?: AbortSignal): Promise<EngineStatus[]> {
  const params = { engines: enginePlaces(context), anew: true };
  const { engines } = await compute.request('engines', params, { ...(signal && { signal }) });
  for (const { engine, words } of engines) log.info(`${engine}: ${plainText(words, 2000)}`);
  return engines;
}

function showLog({ log }: Services): Choice {
  return { title: vscode.l10n.t('Show Log'), run: () => log.show() };
}

/** For others there is no TensorFlow library that computes on a GPU. */
function isCudaPlatform(): boolean {
  return process.arch === 'x64' && (process.platform === 'linux' || process.platform === 'win32');
}
