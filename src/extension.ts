import * as vscode from 'vscode';
import { choosePoemFolder } from './vscode/choose-poem-folder.ts';
import { evaluateRun } from './vscode/evaluate-run.ts';
import { takeUpInterruptedTraining } from './vscode/interrupted-training.ts';
import { tellProblem } from './vscode/notify.ts';
import { openSamplePoems } from './vscode/open-sample-poems.ts';
import { resumeTraining } from './vscode/resume-training.ts';
import { createServices, type Services } from './vscode/services.ts';
import { showActions } from './vscode/show-actions.ts';
import { createStatusBarItem } from './vscode/status-bar.ts';
import { stopTraining } from './vscode/stop-training.ts';
import { trainAutoencoder } from './vscode/train-autoencoder.ts';

const commands: Record<string, (services: Services, argument?: unknown) => unknown> = {
  trainAutoencoder,
  resumeTraining,
  stopTraining,
  evaluateRun,
  openSamplePoems,
  choosePoemFolder,
  showActions,
  showLog: ({ log }) => log.show(),
};

let services: Services | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const current = (services = createServices(context));
  for (const [name, run] of Object.entries(commands)) {
    const guarded = async (argument?: unknown) => {
      try {
        await run(current, argument);
      } catch (error) {
        await tellProblem(current.log, error);
      }
    };
    context.subscriptions.push(vscode.commands.registerCommand(`poetryExplorer.${name}`, guarded));
  }
  const refresh = () => void current.runs.refresh();
  context.subscriptions.push(createStatusBarItem(current), vscode.workspace.onDidChangeWorkspaceFolders(refresh));
  refresh();
  void takeUpInterruptedTraining(current);
}

/** Running jobs are asked to stop; a training goes on from its checkpoint when this window opens again. */
export async function deactivate(): Promise<void> {
  if (!services) return;
  services.closing = true;
  await services.compute.dispose();
}
