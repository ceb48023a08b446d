import * as vscode from 'vscode';
import { readFromMap, type FromMap, type MapCard, type ToMap } from '../protocol/map-messages.ts';
import { chunkName, chunkToUse, type ChunkInRun } from './chunk-reference.ts';
import { comparisonText, linkedReference, signed, valueText } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { nearestTo } from './nearest-to.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';
import { passageOfChunk } from './show-nearest-passages.ts';
import { createPage } from './webview-page.ts';

/** The map of the bottleneck. */
export interface MapPanel extends vscode.Disposable {
  /** Shows the current run's passages, or a chosen one among those of its run. */
  show(chosen?: ChunkInRun): void;
}

const linkedNeighbours = 5;

type PanelServices = Pick<Services, 'context' | 'log' | 'explorer' | 'documents' | 'runs'>;

export function createMapPanel(services: PanelServices): MapPanel {
  const { explorer, runs } = services;
  let chosen: ChunkInRun | undefined;
  let explored: Explored | undefined;

  const load = async (post: (message: ToMap) => void): Promise<void> => {
    try {
      explored = chosen?.explored ?? (await explorer.current());
    } catch (error) {
      return post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
    if (!explored) {
      return post({
        type: 'problem',
        message: vscode.l10n.t('There is no finished run yet. Train the autoencoder first.'),
      });
    }
    const { table, config } = explored;
    post({
      type: 'passages',
      passages: {
        run: config.name,
        points: table.plane,
        variance: table.planeVariance,
        poems: table.poems.map(({ title, author, rows }) => ({ title, author, rows })),
        cosine: table.cosine,
        split: table.split,
      },
    });
    if (chosen) tell(chosen, post);
  };

  const page = createPage<ToMap, FromMap>(services, {
    page: 'map',
    title: vscode.l10n.t('Map of the Bottleneck'),
    read: readFromMap,
    async onReady(post) {
      // A window that was just reloaded has not looked for its runs yet.
      if (runs.all.length === 0) await runs.refresh();
      await load(post);
    },
    onMessage(message, post) {
      const { row } = message;
      if (!explored || row >= explored.table.rows) return undefined;
      const chunk = { explored, row };
      if (message.type === 'ask') return post({ type: 'card', card: cardOf(chunk) });
      if (message.type === 'choose') {
        chosen = chunk;
        return tell(chunk, post);
      }
      if (message.action === 'open') return revealPassage(services, chunk, { viewColumn: vscode.ViewColumn.One });
      const command = message.action === 'inspect' ? 'inspectChunk' : 'showNearestPassages';
      return vscode.commands.executeCommand(`poetryExplorer.${command}`, linkedReference(explored, row));
    },
    onClose: () => (chosen = explored = undefined),
  });

  const parts = vscode.Disposable.from(
    page,
    explorer.onDidChange(() => {
      if (!page.isOpen) return;
      chosen = undefined;
      void load(page.post);
    }),
  );
  return {
    show(next) {
      const sameRun = next && explored?.table === next.explored.table;
      chosen = next;
      if (page.isOpen) {
        if (next && sameRun) tell(next, page.post);
        else void load(page.post);
      }
      page.open({ preserveFocus: false });
    },
    dispose: () => void parts.dispose(),
  };
}

/** "Open Map of the Bottleneck" */
export function openMap({ map }: Services): void {
  map.show();
}

/** "Show Chunk on Map": the chunk given, at the cursor, or picked. */
export async function showChunkOnMap(services: Services, argument?: unknown): Promise<void> {
  const chunk = await chunkToUse(services, argument);
  if (chunk) services.map.show(chunk);
}

function tell(chunk: ChunkInRun, post: (message: ToMap) => void): void {
  const { explored } = chunk;
  const { space } = explored.table;
  post({
    type: 'chosen',
    card: cardOf(chunk),
    neighbours: nearestTo(passageOfChunk(chunk), linkedNeighbours).map(({ row, value }) => ({
      card: cardOf({ explored, row }),
      value: valueText(vscode.l10n, space, value),
    })),
    compared: comparisonText(vscode.l10n, space),
  });
}

function cardOf({ explored, row }: ChunkInRun): MapCard {
  const { table } = explored;
  const { title, author } = table.poems[table.poemOf[row]!]!;
  const cosine = signed(table.cosine[row]!);
  return { row, title, author, place: chunkName(explored, row), opening: table.opening(row), cosine };
}
