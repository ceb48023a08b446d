import * as vscode from 'vscode';
import { pointOf } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import { nearestPassages } from '../passages/search.ts';
import { comparisonText } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import type { Services } from './services.ts';

/** As the manifest names it. */
export const passagesToolName = 'poetryExplorer_findPassages';

interface ToolInput {
  text: string;
  count: number;
  includeText: boolean;
}

/** The search for passages as a tool of the assistants in the editor. */
export function createPassagesTool(services: Services): vscode.Disposable {
  // Editors made of VS Code's sources may leave the assistants' interface out.
  const { lm } = vscode as Partial<typeof vscode>;
  if (typeof lm?.registerTool !== 'function') return new vscode.Disposable(() => undefined);
  return lm.registerTool<Partial<ToolInput>>(passagesToolName, {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Looking for passages in your poems') }),
    async invoke({ input }, token) {
      const { explorer, baseRuns } = services;
      const explored = (await explorer.current()) ?? (await baseRuns.want().then(() => explorer.current()));
      if (!explored)
        throw new Error(
          'There is no trained run in this workspace. Ask the user to run "Poetry: Train Autoencoder" first.',
        );
      const asked = readInput(input);
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const { run, table } = explored;
      const { vector } = await services.compute.request(
        'encodePassage',
        { run, text: asked.text },
        { signal: abort.signal },
      );
      const found = nearestPassages(table, pointOf(table.space, vector), { count: asked.count });
      const passages = await Promise.all(
        found.map(async ({ row, value }) => ({
          ...placeOf(explored, row),
          [table.space.measure === 'cosine' ? 'similarity' : 'distance']: Number(value.toFixed(4)),
          text: (asked.includeText && (await textOf(services, explored, row))) || table.opening(row),
        })),
      );
      const answer = { compared: comparisonText(vscode.l10n, table.space), passages };
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer, null, 1))]);
    },
  });
}

/** Throws an Error that a model can act on. */
export function readInput(input: Partial<Record<keyof ToolInput, unknown>> | undefined): ToolInput {
  const { text, count = 5, includeText = true } = input ?? {};
  if (typeof text !== 'string' || !/[\p{L}\p{N}]/u.test(text))
    throw new Error('"text" must be a string with at least one word.');
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 50)
    throw new Error('"count" must be a whole number from 1 to 50.');
  if (typeof includeText !== 'boolean') throw new Error('"includeText" must be true or false.');
  return { text: text.slice(0, 10_000), count, includeText };
}

function placeOf({ table }: Explored, row: number): object {
  const { title, author, file } = table.poems[table.poemOf[row]!]!;
  const { start, end } = storedRange(table, row);
  return { title, author, file, firstLine: start.line + 1, lastLine: end.line + 1 };
}

/** The passage as it stands in its file; undefined where it is gone or has been rewritten. */
async function textOf({ documents }: Services, explored: Explored, row: number): Promise<string | undefined> {
  const { table } = explored;
  try {
    const document = await vscode.workspace.openTextDocument(explored.uriOf(table.poems[table.poemOf[row]!]!.file));
    const place = documents.knownBy(explored, document)?.placeOf(row);
    return place?.intact ? document.getText(place.range) : undefined;
  } catch {
    return undefined;
  }
}
