import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { poemFolderToTrain } from './choose-poem-folder.ts';
import { tellProblem } from './notify.ts';
import type { Services } from './services.ts';
import { readTrainingChoices } from './settings.ts';
import { sweepMemory } from './sweep-memory.ts';
import type * as sweepPart from './sweep-part.ts';
import { placeRunsOf } from './train-autoencoder.ts';

let part: sweepPart.SweepPart | undefined;

/** What compares architectures is a bundle of its own, loaded when it is first used: the editor starts the sooner. */
function partOf(services: Services): sweepPart.SweepPart {
  if (part) return part;
  const { createSweepPart } = createRequire(import.meta.url)('./sweep.cjs') as typeof sweepPart;
  // That bundle would have errors of its own under the same names.
  return (part = createSweepPart(services, { tellProblem, poemFolderToTrain, placeRunsOf, readTrainingChoices }));
}

/** "Compare Architectures…": trains a grid of them, or shows or goes on with a comparison that was begun. */
export async function compareArchitectures(services: Services): Promise<void> {
  await partOf(services).compare();
}

/** Brings back the page of a comparison after a reload of the window, and offers one that was cut off. */
export function createComparisons(services: Services): vscode.Disposable {
  const memory = sweepMemory(services.context);
  if (memory !== undefined && existsSync(memory))
    partOf(services)
      .offerInterrupted()
      .catch((error: unknown) => tellProblem(services.log, error));
  return vscode.window.registerWebviewPanelSerializer('poetryExplorer.sweep', {
    deserializeWebviewPanel: (panel) => Promise.resolve(partOf(services).adopt(panel)),
  });
}
