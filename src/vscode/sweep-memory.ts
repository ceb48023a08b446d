import path from 'node:path';
import type * as vscode from 'vscode';

/** The file that names the comparison under way, as `training-memory.ts` keeps a training; undefined without a folder. */
export function sweepMemory({ storageUri }: vscode.ExtensionContext): string | undefined {
  return storageUri && path.join(storageUri.fsPath, 'comparison-under-way');
}
