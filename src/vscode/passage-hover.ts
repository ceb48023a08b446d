import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { isBaseRun } from '../runs/base-run.ts';
import {
  contentOf,
  hoverCommands,
  hoverMarkdown,
  offerMarkdown,
  readingMarkdown,
  stoppedMarkdown,
} from './hover-content.ts';
import { markdownText } from './markdown-text.ts';
import { passageAt, type PassageAt } from './passage-at.ts';
import { isPoemFile, looksLikeVerse } from './poem-files.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';

/** Milliseconds that a hover waits for the base model to have read the poems. */
const patience = 3000;

/** Shows what is nearest to the passage under the mouse. */
export function createPassageHover(services: Services): vscode.Disposable {
  const provideHover: vscode.HoverProvider['provideHover'] = async (document, position, token) => {
    if (!isPoemFile(document.uri)) return undefined;
    const settings = vscode.workspace.getConfiguration(section, document.uri);
    if (!settings.get('hover.enabled', true)) return undefined;
    try {
      const instead = await withoutRun(services, document);
      if (instead) return instead;
      const passage = await passageAt(services, document, position);
      if (!passage || token.isCancellationRequested) return undefined;
      const count = Math.min(20, Math.max(1, settings.get('hover.passages', 5)));
      return new vscode.Hover(
        markdown(hoverMarkdown(vscode.l10n, contentOf(vscode.l10n, passage, count))),
        lineOf(passage, document, position),
      );
    } catch (error) {
      return token.isCancellationRequested ? undefined : problem(services, error);
    }
  };
  return vscode.languages.registerHoverProvider({ scheme: 'file' }, { provideHover });
}

/** The line under the mouse, so that moving within it keeps the hover. */
function lineOf({ range }: PassageAt, document: vscode.TextDocument, { line }: vscode.Position): vscode.Range {
  return document.lineAt(line).range.intersection(range) ?? range;
}

/**
 * What a hover says of a poem that no run holds, once the base model was asked to read it; undefined where there is a run,
 * and for what is no poem.
 */
async function withoutRun(services: Services, document: vscode.TextDocument): Promise<vscode.Hover | undefined> {
  const { explorer, baseRuns, runs, training } = services;
  const known = await explorer.forDocument(document.uri);
  if (known) {
    // The poems may have changed since it read them.
    if (isBaseRun(known)) void baseRuns.want(document.uri);
    return undefined;
  }
  if (training.current || !isPoem(document)) return undefined;
  const settled = baseRuns.want(document.uri).then(() => true);
  const inTime = await Promise.race([settled, wait(patience, false)]);
  if (!inTime) return new vscode.Hover(markdown(readingMarkdown(vscode.l10n)));
  if (baseRuns.isStopped(document.uri)) return new vscode.Hover(markdown(stoppedMarkdown(vscode.l10n)));
  return runs.current.length === 0 ? new vscode.Hover(markdown(offerMarkdown(vscode.l10n))) : undefined;
}

function isPoem(document: vscode.TextDocument): boolean {
  if (!vscode.workspace.getWorkspaceFolder(document.uri)) return false;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  // A hover wants no more than the beginning of a long document.
  const beginning = document.getText(new vscode.Range(0, 0, 120, 0)).slice(0, 8000);
  return looksLikeVerse(name, beginning);
}

function problem({ log }: Services, error: unknown): vscode.Hover {
  const forPerson = error instanceof RequestFailed ? error.failure.forPerson : (error as Error).name === 'UserError';
  const message = error instanceof Error ? error.message : String(error);
  log.warn(`A hover could not be answered: ${message}`);
  const told = forPerson ? message : vscode.l10n.t('The nearest passages cannot be shown: {0}', message);
  return new vscode.Hover(new vscode.MarkdownString(markdownText(told)));
}

function markdown(value: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(value, false);
  text.isTrusted = { enabledCommands: hoverCommands };
  return text;
}
