import * as vscode from 'vscode';
import type { WordErrors } from '../protocol/passage-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import { signed } from './describe-passage.ts';
import { heatLevel, heatLevels } from './heat-levels.ts';
import type { KnownDocument } from './poem-documents.ts';
import { notify, tellProblem } from './notify.ts';
import type { Services } from './services.ts';

/** Milliseconds without a key after which an edited poem is measured anew. */
const pause = 600;

/** The tints of the documents that have them; off for all at first. */
export interface ReconstructionHeat extends vscode.Disposable {
  /** Tints a document, or takes the tint away. */
  toggle(editor: vscode.TextEditor): Promise<void>;
}

/** "Toggle Reconstruction Heat": tints each word of the poem by how badly it is given back. */
export async function toggleHeat(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor) await services.heat.toggle(editor);
}

type HeatServices = Pick<Services, 'compute' | 'documents' | 'explorer' | 'log'>;

export function createReconstructionHeat(services: HeatServices): ReconstructionHeat {
  const tints = Array.from({ length: heatLevels - 1 }, (_, i) => tint((i + 1) / (heatLevels - 1)));
  const measured = new Map<string, { errors?: WordErrors; abort: AbortController }>();
  const legend = vscode.window.createStatusBarItem('poetryExplorer.heat', vscode.StatusBarAlignment.Right, 90);
  legend.name = vscode.l10n.t('Reconstruction Heat');
  legend.text = `$(flame) ${vscode.l10n.t('Heat: darker is given back worse')}`;
  legend.tooltip = vscode.l10n.t(
    'Words are tinted by their squared error, beside all words of the run. Words without tint are in the better half. Click to turn it off.',
  );
  legend.command = 'poetryExplorer.toggleHeat';
  let timer: NodeJS.Timeout | undefined;

  const keyOf = (document: vscode.TextDocument): string => document.uri.toString();
  const draw = (editor: vscode.TextEditor): void => {
    const errors = measured.get(keyOf(editor.document))?.errors;
    const options = decorationsOf(editor.document, errors);
    tints.forEach((decoration, i) => editor.setDecorations(decoration, options[i] ?? []));
  };
  const drawAll = (): void => {
    vscode.window.visibleTextEditors.forEach(draw);
    const active = vscode.window.activeTextEditor;
    if (active && measured.has(keyOf(active.document))) legend.show();
    else legend.hide();
  };

  const measure = async (known: KnownDocument): Promise<void> => {
    const { document, file, explored } = known;
    const key = keyOf(document);
    measured.get(key)?.abort.abort();
    const abort = new AbortController();
    // The old tint stays until the new one is there.
    const before = measured.get(key)?.errors;
    measured.set(key, { abort, ...(before && { errors: before }) });
    const version = document.version;
    try {
      const params = { run: explored.run, file, text: document.getText() };
      const errors = await services.compute.request('wordErrors', params, { signal: abort.signal });
      if (abort.signal.aborted || document.version !== version) return;
      measured.set(key, { errors, abort });
      drawAll();
      const [first] = errors.problems;
      if (first !== undefined) void notify('information', first);
    } catch (error) {
      if (error instanceof RequestFailed && error.failure.cancelled) return;
      if (measured.get(key)?.abort === abort) measured.delete(key);
      drawAll();
      await tellProblem(services.log, error);
    }
  };

  const toggle: ReconstructionHeat['toggle'] = async ({ document }) => {
    const running = measured.get(keyOf(document));
    if (running) {
      running.abort.abort();
      measured.delete(keyOf(document));
      return drawAll();
    }
    const known = await services.documents.known(document);
    if (!known) {
      const message = vscode.l10n.t(
        'The heat is of poems in the folder of a trained run. Open one of them, or train first.',
      );
      return await notify('information', message);
    }
    const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Measuring each word') };
    await vscode.window.withProgress(options, () => measure(known));
  };
  const stop = (): void => {
    clearTimeout(timer);
    for (const { abort } of measured.values()) abort.abort();
    measured.clear();
  };

  const again = (documents: readonly vscode.TextDocument[]): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const document of documents)
        void services.documents.known(document).then(
          (known) => (known && measured.has(keyOf(document)) ? measure(known) : undefined),
          () => undefined,
        );
    }, pause);
  };
  const hot = (): vscode.TextDocument[] =>
    vscode.workspace.textDocuments.filter((document) => measured.has(keyOf(document)));
  const parts = vscode.Disposable.from(
    { dispose: stop },
    legend,
    ...tints,
    vscode.workspace.onDidChangeTextDocument(({ document }) => measured.has(keyOf(document)) && again([document])),
    vscode.workspace.onDidCloseTextDocument((document) => {
      measured.get(keyOf(document))?.abort.abort();
      measured.delete(keyOf(document));
    }),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.window.onDidChangeActiveTextEditor(drawAll),
    services.explorer.onDidChange(() => again(hot())),
  );
  return { toggle, dispose: () => void parts.dispose() };
}

/** `strength` from 0 to 1. */
function tint(strength: number): vscode.TextEditorDecorationType {
  const alpha = (0.12 + 0.43 * strength).toFixed(2);
  return vscode.window.createTextEditorDecorationType({
    borderRadius: '2px',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    light: { backgroundColor: `rgba(196, 48, 0, ${alpha})` },
    dark: { backgroundColor: `rgba(255, 112, 67, ${alpha})` },
  });
}

/** Decorations of each tint, the weakest first. */
function decorationsOf(document: vscode.TextDocument, errors: WordErrors | undefined): vscode.DecorationOptions[][] {
  const byLevel = Array.from({ length: heatLevels - 1 }, (): vscode.DecorationOptions[] => []);
  errors?.starts.forEach((start, i) => {
    const [mse, cosine] = [errors.mse[i]!, errors.cosine[i]!];
    const level = heatLevel(mse, errors.mseDeciles);
    byLevel[level - 1]?.push({
      range: new vscode.Range(document.positionAt(start), document.positionAt(errors.ends[i]!)),
      hoverMessage: vscode.l10n.t('squared error {0}, cosine {1}', mse.toFixed(3), signed(cosine)),
    });
  });
  return byLevel;
}
