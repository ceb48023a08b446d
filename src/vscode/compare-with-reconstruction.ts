import * as vscode from 'vscode';
import type { PassageParams } from '../protocol/passage-messages.ts';
import { asChunkReference, chunkToUse } from './chunk-reference.ts';
import { decodedWords } from './decoded-words.ts';
import { exploredToUse } from './explored-to-use.ts';
import { passageAt } from './passage-at.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

/** "Compare Chunk with Its Decoded Words": the passage and what came back of it in VS Code's own diff editor. */
export async function compareWithReconstruction(services: Services, argument?: unknown): Promise<void> {
  const compared = await textToCompare(services, argument);
  if (!compared) return;
  const { params, title } = compared;
  const { tokens } = await services.compute.request('inspectPassage', params);
  const { original, decoded } = decodedWords(tokens);
  const name = plainText(title, 60).replaceAll('/', '∕');
  const place = 'chunk' in params ? vscode.l10n.t('chunk {0}', params.chunk + 1) : vscode.l10n.t('as it stands');
  const [left, right] = [
    services.reports.document(vscode.l10n.t('{0}, {1}: passage.txt', name, place), original),
    services.reports.document(vscode.l10n.t('{0}, {1}: decoded.txt', name, place), decoded),
  ];
  await vscode.commands.executeCommand('vscode.diff', left, right, vscode.l10n.t('{0}: passage ↔ decoded words', name));
}

async function textToCompare(
  services: Services,
  argument: unknown,
): Promise<{ params: PassageParams; title: string } | undefined> {
  if (typeof argument === 'object' && argument !== null && 'text' in argument && 'title' in argument) {
    const explored = await exploredToUse(services);
    return explored && { params: { run: explored.run, text: String(argument.text) }, title: String(argument.title) };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor && !asChunkReference(argument)) {
    const passage = await passageAt(services, editor.document, editor.selection.active);
    if (passage?.text !== undefined)
      return { params: { run: passage.explored.run, text: passage.text }, title: passage.title };
  }
  const chunk = await chunkToUse(services, argument);
  if (!chunk) return undefined;
  const { explored, row } = chunk;
  const { title } = explored.table.poems[explored.table.poemOf[row]!]!;
  return { params: { run: explored.run, chunk: row }, title };
}
