import type * as vscode from 'vscode';

const key = 'trainingUnderWay';

/**
 * Keeps in the workspace's state which run is being trained, so that the next start of this window knows that it was
 * cut off. Undefined when no training is under way.
 */
export async function rememberTraining(context: vscode.ExtensionContext, run: string | undefined): Promise<void> {
  await context.workspaceState.update(key, run);
}

/** The run that was being trained when this window last closed. */
export function rememberedTraining(context: vscode.ExtensionContext): string | undefined {
  const run = context.workspaceState.get<unknown>(key);
  return typeof run === 'string' ? run : undefined;
}
