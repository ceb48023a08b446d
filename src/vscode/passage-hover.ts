import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { contentOf, hoverCommands, hoverMarkdown, offerMarkdown } from './hover-content.ts';
import { markdownText } from './markdown-text.ts';
import { passageAt, type PassageAt } from './passage-at.ts';
import { isPoemFile, looksLikeVerse } from './poem-files.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';

/** Shows what is nearest to the passage under the mouse. */
export function createPassageHover(services: Services): vscode.Disposable {
  const provideHover: vscode.HoverProvider['provideHover'] = async (document, position, token) => {
    if (!isPoemFile(document.uri)) return undefined;
    const settings = vscode.workspace.getConfiguration(section, document.uri);
    if (!settings.get('hover.enabled', true)) return undefined;
    if (services.runs.current.length === 0) return offer(services, document);
    try {
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

function offer({ training, runs }: Services, document: vscode.TextDocument): vscode.Hover | undefined {
  if (training.current || runs.current.length > 0 || !vscode.workspace.getWorkspaceFolder(document.uri))
    return undefined;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  // A hover wants no more than the beginning of a long document.
  const beginning = document.getText(new vscode.Range(0, 0, 120, 0)).slice(0, 8000);
  return looksLikeVerse(name, beginning) ? new vscode.Hover(markdown(offerMarkdown(vscode.l10n))) : undefined;
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
