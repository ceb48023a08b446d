import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import type { FromAnyPage } from '../protocol/page-messages.ts';
import { readFromMap, type FromMap, type MapCard, type ToMap } from '../protocol/map-messages.ts';
import { chunkName, chunkToUse, type ChunkInRun } from './chunk-reference.ts';
import { comparisonText, linkedReference, signed, valueText } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { createLayoutRequest } from './layout-request.ts';
import { nearestTo } from './nearest-to.ts';
import { notify } from './notify.ts';
import { revealPassage } from './reveal-passage.ts';
import { saveFile } from './save-file.ts';
import type { Services } from './services.ts';
import { passageOfChunk } from './show-nearest-passages.ts';
import { createPage } from './webview-page.ts';

/** The map of the bottleneck. */
export interface MapPanel extends vscode.Disposable {
  /** Shows the current run's passages, or a chosen one among those of its run. */
  show(chosen?: ChunkInRun): void;
}

const linkedNeighbours = 5;
const actionCommands = {
  inspect: 'inspectChunk',
  nearest: 'showNearestPassages',
  sketch: 'sketchFromPassage',
} as const;

type PanelServices = Pick<Services, 'context' | 'log' | 'compute' | 'explorer' | 'documents' | 'runs'>;

export function createMapPanel(services: PanelServices): MapPanel {
  const { compute, explorer, runs } = services;
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
        run: isBaseRun({ config }) ? vscode.l10n.t('the base model, not trained on these poems') : config.name,
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
      if (!explored) return undefined;
      if (!('row' in message)) return answer(explored, message, post);
      const { row } = message;
      if (row >= explored.table.rows) return undefined;
      const chunk = { explored, row };
      if (message.type === 'ask') {
        const card = cardOf(chunk);
        // Its first words are known here; the compute process may have to read the run before it knows the rest.
        post({ type: 'card', card, text: card.opening });
        return compute.request('passageText', { run: explored.run, row }).then(
          ({ text }) => post({ type: 'card', card, text }),
          () => undefined,
        );
      }
      if (message.type === 'choose') {
        chosen = chunk;
        return tell(chunk, post);
      }
      if (message.type === 'sketchBetween')
        return vscode.commands.executeCommand('poetryExplorer.sketchBetweenPassages', {
          ...linkedReference(explored, row),
          other: message.other,
        });
      if (message.action === 'open') return revealPassage(services, chunk, { viewColumn: vscode.ViewColumn.One });
      return vscode.commands.executeCommand(
        `poetryExplorer.${actionCommands[message.action]}`,
        linkedReference(explored, row),
      );
    },
    onClose() {
      chosen = explored = undefined;
      layout.forget();
    },
  });
  const layout = createLayoutRequest(compute, page.post);

  /** Answers what is not about one passage; most of it the compute process knows. */
  const answer = async (
    asked: Explored,
    message: Exclude<FromMap, FromAnyPage | { row: number }>,
    post: (message: ToMap) => void,
  ): Promise<void> => {
    const { run, table } = asked;
    switch (message.type) {
      case 'project':
        return layout.begin(run, message.projection);
      case 'stop':
        return layout.stop();
      case 'list': {
        const rows = [...message.rows].filter((row) => row >= 0 && row < table.rows);
        return post({ type: 'cards', cards: rows.map((row) => cardOf({ explored: asked, row })) });
      }
      case 'clusters':
        return compute.request('clusterPassages', { run }).then(
          (clusters) => post({ type: 'clusters', clusters }),
          (error: Error) => post({ type: 'clusters', clusters: null, message: error.message }),
        );
      case 'search': {
        const { text } = message;
        return compute.request('searchPassages', { run, text }).then(
          ({ rows }) => post({ type: 'found', text, rows }),
          (error: Error) => post({ type: 'found', text, rows: new Int32Array(0), message: error.message }),
        );
      }
      case 'table': {
        const { points, rows } = message;
        try {
          const { csv } = await compute.request('mapTable', { run, points, ...(rows && { rows }) });
          const name = vscode.l10n.t('Map of {0}', asked.config.name);
          await saveFile({ type: 'save', name, format: 'csv', content: csv });
        } catch (error) {
          await notify('error', (error as Error).message);
        }
      }
    }
  };

  /** Another run may be current, or compared in another way; a file more in the same run changes nothing here. */
  const reload = async (): Promise<void> => {
    const now = await explorer.current().catch(() => undefined);
    if (now && now.table === explored?.table) return;
    chosen = undefined;
    layout.forget();
    await load(page.post);
  };

  const parts = vscode.Disposable.from(
    page,
    explorer.onDidChange(() => {
      if (page.isOpen) void reload();
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
export async function openMap({ map, runs, baseRuns }: Services): Promise<void> {
  if (!runs.latest) await baseRuns.wantAgain();
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
