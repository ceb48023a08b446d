import * as vscode from 'vscode';
import {
  readFromInspector,
  type FromInspector,
  type InspectionHeading,
  type ToInspector,
} from '../protocol/inspector-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import { chunkName, chunkOf, type ChunkInRun, type ChunkReference } from './chunk-reference.ts';
import { linkedReference } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';
import { createPage } from './webview-page.ts';

/** What the inspector shows: a chunk of a run, or a text as it stands. */
export type Inspected = ChunkInRun | { explored: Explored; text: string; title: string; author: string };

export interface InspectorPanel extends vscode.Disposable {
  show(inspected: Inspected): void;
}

const shownKey = 'inspectedChunk';
const actionCommands = { nearest: 'showNearestPassages', map: 'showChunkOnMap', sketch: 'sketchFromPassage' } as const;

type PanelServices = Pick<Services, 'context' | 'log' | 'compute' | 'explorer' | 'runs' | 'documents'>;

export function createInspectorPanel(services: PanelServices): InspectorPanel {
  const { context, compute, explorer, log } = services;
  let shown: Inspected | undefined;
  let asked = 0;

  const load = async (post: (message: ToInspector) => void): Promise<void> => {
    const mine = ++asked;
    // After a reload of the window the panel is there again, and what it showed is remembered.
    shown ??= await remembered(services);
    if (!shown) {
      return post({
        type: 'problem',
        message: vscode.l10n.t('Choose a passage: put the cursor in a poem and run “Inspect Chunk Reconstruction”.'),
      });
    }
    const inspected = shown;
    const { run } = inspected.explored;
    post({ type: 'loading' });
    try {
      const params = 'row' in inspected ? { run, chunk: inspected.row } : { run, text: inspected.text };
      const inspection = await compute.request('inspectPassage', params);
      if (mine === asked) post({ type: 'inspection', heading: headingOf(inspected), inspection });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof RequestFailed && error.failure.forPerson)) log.error(message);
      if (mine === asked) post({ type: 'problem', message });
    }
  };

  const page = createPage<ToInspector, FromInspector>(services, {
    page: 'inspector',
    title: vscode.l10n.t('Reconstruction'),
    read: readFromInspector,
    onReady: load,
    async onMessage(message, post) {
      if (!shown) return;
      const { action } = message;
      if (action === 'compare')
        return vscode.commands.executeCommand('poetryExplorer.compareWithReconstruction', inspectedArgument(shown));
      if (!('row' in shown)) return;
      const { explored, row } = shown;
      if (action === 'reveal') return revealPassage(services, shown, { viewColumn: vscode.ViewColumn.One });
      if (action !== 'next' && action !== 'previous')
        return vscode.commands.executeCommand(
          `poetryExplorer.${actionCommands[action]}`,
          linkedReference(explored, row),
        );
      const next = row + (action === 'next' ? 1 : -1);
      if (explored.table.poemOf[next] !== explored.table.poemOf[row]) return;
      await remember({ explored, row: next });
      return load(post);
    },
    onClose: () => (shown = undefined),
  });

  const remember = async (inspected: Inspected): Promise<void> => {
    shown = inspected;
    const reference: ChunkReference | undefined =
      'row' in inspected ? { run: inspected.explored.run, chunk: inspected.row } : undefined;
    await context.workspaceState.update(shownKey, reference);
  };
  const parts = vscode.Disposable.from(
    page,
    explorer.onDidChange(() => {
      if (page.isOpen && shown && !services.runs.all.some(({ folder }) => folder === shown?.explored.run))
        shown = undefined;
    }),
  );
  return {
    show(inspected) {
      void remember(inspected);
      if (page.isOpen) void load(page.post);
      page.open();
    },
    dispose: () => void parts.dispose(),
  };
}

async function remembered(services: PanelServices): Promise<Inspected | undefined> {
  const reference = services.context.workspaceState.get<ChunkReference>(shownKey);
  if (!reference) return undefined;
  await services.runs.refresh();
  return chunkOf(services, reference).catch(() => undefined);
}

function headingOf(inspected: Inspected): InspectionHeading {
  if (!('row' in inspected)) {
    const place = vscode.l10n.t('the text as it stands, which the network was not trained on');
    const { title, author } = inspected;
    return { title, author, place, split: '', hasPrevious: false, hasNext: false, isChunk: false };
  }
  const { explored, row } = inspected;
  const { table } = explored;
  const { title, author, firstRow, rows } = table.poems[table.poemOf[row]!]!;
  return {
    title,
    author,
    place: chunkName(explored, row),
    split: table.split[row] === 0 ? vscode.l10n.t('trained on') : vscode.l10n.t('held out: never seen in training'),
    hasPrevious: row > firstRow,
    hasNext: row < firstRow + rows - 1,
    isChunk: true,
  };
}

/** What a command is told of what the inspector shows. */
function inspectedArgument(inspected: Inspected): object {
  if ('row' in inspected) return linkedReference(inspected.explored, inspected.row);
  return { text: inspected.text, title: inspected.title };
}
