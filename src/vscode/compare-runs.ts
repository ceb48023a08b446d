import * as vscode from 'vscode';
import type { CompareAnswer, CompareContent, CompareQuestion } from '../protocol/compare-messages.ts';
import { isBaseRun } from '../runs/base-run.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

const listedNeighbours = 5;
const listedPoems = 8;

/** What the dashboard's tab that compares runs is answered with. */
export interface RunComparison extends vscode.Disposable {
  content(shown: string): CompareContent;
  /** Undefined where there is nothing to tell. */
  answer(question: CompareQuestion): Promise<CompareAnswer | undefined>;
}

export function createRunComparison(
  services: Pick<Services, 'runs' | 'compute' | 'explorer' | 'documents'>,
): RunComparison {
  const { runs, compute, explorer, documents } = services;
  // Who looks at the dashboard is in no poem any more, so the last one counts.
  let editor = vscode.window.activeTextEditor;
  const watching = vscode.window.onDidChangeActiveTextEditor((next) => {
    if (next?.document.uri.scheme === 'file') editor = next;
  });
  const known = (folder: string): boolean => runs.all.some((run) => run.folder === folder);

  const chunkAtCursor = async (run: string): Promise<{ run: string; row: number } | undefined> => {
    const status = runs.all.find(({ folder }) => folder === run)?.status;
    if (!editor || editor.document.isClosed || status !== 'complete') return undefined;
    const [row] = documents.knownBy(await explorer.of(run), editor.document)?.rowsAt(editor.selection.active) ?? [];
    return row === undefined ? undefined : { run, row };
  };

  const answer = async (question: CompareQuestion): Promise<CompareAnswer | undefined> => {
    if (question.about === 'runs') {
      return { about: 'runs', ...(await compute.request('compareRuns', { runs: question.runs.filter(known) })) };
    }
    if (question.about === 'chunk') {
      const compared = question.runs.filter(known);
      const chunk = question.chunk ?? (compared[0] === undefined ? undefined : await chunkAtCursor(compared[0]));
      const params = { runs: compared, count: listedNeighbours, ...(chunk && { chunk }) };
      return { about: 'chunk', compared: await compute.request('compareNeighbours', params) };
    }
    const { run } = question;
    if (!known(run)) return { about: 'problem', message: vscode.l10n.t('This run is no longer there.') };
    if (question.about === 'poems') {
      const { words } = question;
      return { about: 'poems', words, found: await compute.request('findPoems', { run, words, count: listedPoems }) };
    }
    const explored = await explorer.of(run);
    const viewColumn = vscode.window.visibleTextEditors[0]?.viewColumn ?? vscode.ViewColumn.Beside;
    if (question.row < explored.table.rows)
      await revealPassage(services, { explored, row: question.row }, { viewColumn });
    return undefined;
  };

  return {
    content: (shown) => ({
      shown,
      runs: runs.all
        .filter((run) => !isBaseRun(run))
        .map(({ folder, name, created, status }) => ({ folder, name, created, status })),
    }),
    answer: (question) =>
      answer(question).catch((error: unknown) => ({
        about: 'problem',
        message: error instanceof Error ? error.message : String(error),
      })),
    dispose: () => void watching.dispose(),
  };
}
