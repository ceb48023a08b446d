import fs from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';

/**
 * Keeps among the workspace's own files which run is being trained, so that the next start of this window knows that it
 * was cut off. Undefined when no training is under way. A file, since VS Code writes a workspace's state some seconds
 * later, and not at all where the window is closed before.
 */
export async function rememberTraining(context: vscode.ExtensionContext, run: string | undefined): Promise<void> {
  const file = fileOf(context);
  if (file === undefined) return;
  try {
    if (run === undefined) return await fs.rm(file, { force: true });
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, run);
  } catch {
    // A convenience: without it the run is offered by Resume Training.
  }
}

/** The run that was being trained when this window last closed. */
export async function rememberedTraining(context: vscode.ExtensionContext): Promise<string | undefined> {
  const file = fileOf(context);
  if (file === undefined) return undefined;
  // What was cut off while being written is no folder of a run, and is not found among the unfinished ones.
  return (await fs.readFile(file, 'utf8').catch(() => '')) || undefined;
}

/** Undefined where no folder is open. */
function fileOf({ storageUri }: vscode.ExtensionContext): string | undefined {
  return storageUri && path.join(storageUri.fsPath, 'training-under-way');
}
