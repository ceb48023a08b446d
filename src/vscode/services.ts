import path from 'node:path';
import * as vscode from 'vscode';
import { type ComputeClient, createComputeClient } from './compute-client.ts';
import { createTrainingState, type TrainingState } from './current-training.ts';
import { createReportDocuments, type ReportDocuments } from './report-documents.ts';
import { createWorkspaceRuns, type WorkspaceRuns } from './workspace-runs.ts';

/** What the commands and views of one window share. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly compute: ComputeClient;
  readonly training: TrainingState;
  readonly runs: WorkspaceRuns;
  readonly reports: ReportDocuments;
  /** The window is closing: what fails from now on needs no telling. */
  closing: boolean;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel('Poetry Embedding Explorer', { log: true });
  const compute = createComputeClient({
    script: path.join(context.extensionPath, 'dist', 'compute.mjs'),
    log,
    describeDeath: (how) =>
      vscode.l10n.t(
        'The compute process ended unexpectedly ({0}). A run keeps its last checkpoint. The log may say more.',
        how,
      ),
  });
  const services = {
    context,
    log,
    compute,
    training: createTrainingState(),
    runs: createWorkspaceRuns(context, log),
    reports: createReportDocuments(),
    closing: false,
  };
  context.subscriptions.push(log, services.training, services.runs, services.reports);
  return services;
}
