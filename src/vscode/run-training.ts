import * as vscode from 'vscode';
import type { TrainParams, TrainResult } from '../protocol/compute-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import { notify, tellProblem, type Choice } from './notify.ts';
import { enginePlaces } from './engine-places.ts';
import { openRunFolder } from './open-run-folder.ts';
import type { Services } from './services.ts';
import { readEngineSettings } from './settings.ts';
import { rememberTraining } from './training-memory.ts';
import { completeMessage, stoppedMessage, unreadableFilesMessage } from './training-messages.ts';
import { watchTraining } from './watch-training.ts';

/** Trains with a progress notification that can cancel, and tells how it ended. The one training at a time. */
export async function runTraining(services: Services, asked: TrainParams, title: string): Promise<void> {
  const { training, log, runs, context } = services;
  if (training.current) return await tellUnderWay(services);
  const params: TrainParams = {
    ...readEngineSettings(asked.folder, asked.resume !== undefined),
    engines: enginePlaces(context),
    ...asked,
  };
  log.info(`${title}: ${JSON.stringify(params)}`);
  const watch = watchTraining(services);
  try {
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(watch.stop);
        watch.showIn(progress);
        return services.compute.request('train', params, {
          signal: watch.signal,
          onProgress: watch.take,
          onSent: watch.holdBy,
        });
      },
    );
    // It was stopped because the window closes, and is remembered for the next start.
    if (services.closing && result.status === 'stopped') return;
    await rememberTraining(context, undefined);
    training.set(undefined);
    await runs.refresh();
    void tellResult(services, result, watch.view());
  } catch (error) {
    training.set(undefined);
    // While the window closes the process is asked to stop; what it was at is remembered for the next start.
    if (services.closing) return;
    await rememberTraining(context, undefined);
    await runs.refresh();
    if (error instanceof RequestFailed && error.failure.cancelled) {
      const choices = [...resumeIfPossible(services, params.resume), showLog(services)];
      void notify('information', stoppedMessage(vscode.l10n, null), ...choices);
    } else void tellProblem(log, error, ...resumeIfPossible(services, watch.run()));
  }
  if (watch.unreadableFiles()) {
    void notify('warning', unreadableFilesMessage(vscode.l10n, watch.unreadableFiles()), showLog(services));
  }
}

/** What a second start is told. */
export async function tellUnderWay({ training }: Services): Promise<void> {
  const message = vscode.l10n.t(
    'A training is under way ({0}). Stop it first, or wait until it ends.',
    training.current?.view.short ?? '',
  );
  await notify('information', message, {
    title: vscode.l10n.t('Stop Training'),
    run: () => training.current?.stop(),
  });
}

async function tellResult(services: Services, result: TrainResult, view: { epochs: number }): Promise<void> {
  const { log } = services;
  log.info(`Computed by ${result.engine}.`);
  if (result.status === 'stopped') {
    const message = stoppedMessage(vscode.l10n, { epochsDone: result.epochs, epochs: view.epochs });
    const choices = [...resumeIfPossible(services, result.run), showLog(services)];
    if (result.lost === undefined) {
      log.info(message);
      return await notify('information', message, ...choices);
    }
    const withReason = `${result.lost} ${message}`;
    log.error(withReason);
    return await notify('error', withReason, resumeOnCpu(result.run), ...choices);
  }
  const message = completeMessage(vscode.l10n, result);
  log.info(message);
  await notify(
    'information',
    message,
    {
      title: vscode.l10n.t('Show Report'),
      run: () => vscode.commands.executeCommand('poetryExplorer.evaluateRun', result.run),
    },
    { title: vscode.l10n.t('Open Run Folder'), run: () => openRunFolder(result.run) },
  );
}

function showLog({ log }: Services): Choice {
  return { title: vscode.l10n.t('Show Log'), run: () => log.show() };
}

/** In place of an engine that was lost. */
function resumeOnCpu(run: string): Choice {
  return {
    title: vscode.l10n.t('Resume on the CPU'),
    run: () => vscode.commands.executeCommand('poetryExplorer.resumeTraining', { run, engine: 'wasm' }),
  };
}

function resumeIfPossible({ runs }: Services, run: string | undefined): Choice[] {
  if (run === undefined || !runs.unfinished.some(({ folder }) => folder === run)) return [];
  return [
    { title: vscode.l10n.t('Resume'), run: () => vscode.commands.executeCommand('poetryExplorer.resumeTraining', run) },
  ];
}
