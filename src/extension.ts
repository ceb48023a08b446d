import * as vscode from 'vscode';
import { changeComparison } from './vscode/change-comparison.ts';
import { choosePoemFolder } from './vscode/choose-poem-folder.ts';
import { createChunkLenses } from './vscode/chunk-lenses.ts';
import { createChunkSymbols } from './vscode/chunk-symbols.ts';
import { compareArchitectures, createComparisons } from './vscode/compare-architectures.ts';
import { compareWithReconstruction } from './vscode/compare-with-reconstruction.ts';
import { createContextKeys } from './vscode/context-keys.ts';
import { continueTraining, pauseTraining, stopTraining } from './vscode/control-training.ts';
import { openDashboard } from './vscode/dashboard-panel.ts';
import { deleteRun } from './vscode/delete-run.ts';
import { evaluateRun } from './vscode/evaluate-run.ts';
import { clearPoemFilter, filterPoems } from './vscode/filter-poems.ts';
import { findSimilarAuthors } from './vscode/find-similar-authors.ts';
import { findSimilarPassages } from './vscode/find-similar-passages.ts';
import { findSimilarPoems } from './vscode/find-similar-poems.ts';
import { inspectChunk } from './vscode/inspect-chunk.ts';
import { takeUpInterruptedTraining } from './vscode/interrupted-training.ts';
import { makeRunCurrent } from './vscode/make-run-current.ts';
import { openMap, showChunkOnMap } from './vscode/map-panel.ts';
import { tellProblem } from './vscode/notify.ts';
import { openPoem } from './vscode/open-poem.ts';
import { openFolderOfRun } from './vscode/open-run-folder.ts';
import { openSamplePoems } from './vscode/open-sample-poems.ts';
import { createPassageHover } from './vscode/passage-hover.ts';
import { createPassagesTool } from './vscode/passages-tool.ts';
import { toggleHeat } from './vscode/reconstruction-heat.ts';
import { resumeTraining } from './vscode/resume-training.ts';
import { revealChunkInPoem } from './vscode/reveal-chunk-in-poem.ts';
import { revealChunkInTree } from './vscode/reveal-chunk-in-tree.ts';
import { seldom } from './vscode/seldom-commands.ts';
import { createServices, type Services } from './vscode/services.ts';
import { showActions } from './vscode/show-actions.ts';
import { showNearestPassages } from './vscode/show-nearest-passages.ts';
import { sketchBetweenPassages, sketchFromPassage } from './vscode/sketch-passages.ts';
import { sortPoems } from './vscode/sort-poems.ts';
import { createStatusBarItem } from './vscode/status-bar.ts';
import { trainAutoencoder } from './vscode/train-autoencoder.ts';
import { trainMore } from './vscode/train-more.ts';

const commands: Record<string, (services: Services, argument?: unknown) => unknown> = {
  trainAutoencoder,
  resumeTraining,
  stopTraining,
  pauseTraining,
  continueTraining,
  trainMore,
  setUpGpu: seldom('setUpGpu'),
  compareArchitectures,
  evaluateRun,
  openSamplePoems,
  choosePoemFolder,
  showActions,
  showLog: ({ log }) => log.show(),
  openPoem,
  revealChunkInPoem,
  revealChunkInTree,
  inspectChunk,
  compareWithReconstruction,
  showNearestPassages,
  showChunkOnMap,
  openMap,
  readByBaseModel: ({ baseRuns }) => baseRuns.wantAgain(),
  sketchFromPassage,
  sketchBetweenPassages,
  openDashboard,
  toggleHeat,
  findSimilarPassages,
  findSimilarPoems,
  findSimilarAuthors,
  changeComparison,
  filterPoems,
  clearPoemFilter,
  sortPoems,
  makeRunCurrent,
  renameRun: seldom('renameRun'),
  exportRun: seldom('exportRun'),
  importRun: seldom('importRun'),
  deleteRun,
  openRunFolder: openFolderOfRun,
};

/** What shows by itself, once the extension is active. */
const views: readonly ((services: Services) => vscode.Disposable)[] = [
  createStatusBarItem,
  createContextKeys,
  createPassageHover,
  createChunkLenses,
  createChunkSymbols,
  createPassagesTool,
  createComparisons,
];

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
  context.subscriptions.push(
    ...views.map((create) => create(current)),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
  );
  refresh();
  takeUpInterruptedTraining(current).catch((error: unknown) => tellProblem(current.log, error));
}

/** Running jobs are asked to stop; a training goes on from its checkpoint when this window opens again. */
export async function deactivate(): Promise<void> {
  if (!services) return;
  services.closing = true;
  await services.compute.dispose();
}
