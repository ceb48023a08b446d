import path from 'node:path';
import * as vscode from 'vscode';
import { createBaseRuns, type BaseRuns } from './base-runs.ts';
import { type ComputeClient, createComputeClient } from './compute-client.ts';
import { createRunsView, type RunsView } from './runs-view.ts';
import { createTrainingState, type TrainingState } from './current-training.ts';
import { createDashboardPanel, type DashboardPanel } from './dashboard-panel.ts';
import { createExplorer, type Explorer } from './explorer.ts';
import { createInspectorPanel, type InspectorPanel } from './inspector-panel.ts';
import { createMapPanel, type MapPanel } from './map-panel.ts';
import { createPoemDocuments, type PoemDocuments } from './poem-documents.ts';
import { createPoemsView, type PoemsView } from './poems-view.ts';
import { createReconstructionHeat, type ReconstructionHeat } from './reconstruction-heat.ts';
import { createReportDocuments, type ReportDocuments } from './report-documents.ts';
import { createSketchPanel, type SketchPanel } from './sketch-panel.ts';
import { createWorkspaceRuns, type WorkspaceRuns } from './workspace-runs.ts';

/** What the commands and views of one window share. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly compute: ComputeClient;
  readonly training: TrainingState;
  readonly runs: WorkspaceRuns;
  readonly baseRuns: BaseRuns;
  readonly reports: ReportDocuments;
  readonly explorer: Explorer;
  readonly documents: PoemDocuments;
  readonly poemsView: PoemsView;
  readonly runsView: RunsView;
  readonly heat: ReconstructionHeat;
  readonly inspector: InspectorPanel;
  readonly map: MapPanel;
  readonly sketches: SketchPanel;
  readonly dashboard: DashboardPanel;
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
  const runs = createWorkspaceRuns(context, log);
  const explorer = createExplorer(compute, runs);
  const documents = createPoemDocuments(compute, explorer);
  const training = createTrainingState();
  const reports = createReportDocuments();
  const baseRuns = createBaseRuns({ context, compute, runs, training, log });
  const shared = { context, log, compute, training, runs, baseRuns, reports, explorer, documents };
  const parts = {
    poemsView: createPoemsView(shared),
    runsView: createRunsView(shared),
    heat: createReconstructionHeat(shared),
    inspector: createInspectorPanel(shared),
    map: createMapPanel(shared),
    sketches: createSketchPanel(shared),
    dashboard: createDashboardPanel(shared),
  };
  context.subscriptions.push(log, training, runs, baseRuns, reports, explorer, documents, ...Object.values(parts));
  return { ...shared, ...parts, closing: false };
}
