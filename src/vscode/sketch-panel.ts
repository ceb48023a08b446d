import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import type { SketchQuestion } from '../protocol/sketch-messages.ts';
import { readFromSketch, type FromSketch, type ToSketch } from '../protocol/sketch-page-messages.ts';
import { chunkOf, type ChunkInRun, type ChunkReference } from './chunk-reference.ts';
import { pickOtherPassage } from './pick-other-passage.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';
import { createPage } from './webview-page.ts';

/** What the decoder makes of points of the bottleneck: near one passage, or between two. */
export interface SketchPanel extends vscode.Disposable {
  /** `second` is a row of the same run. */
  show(first: ChunkInRun, second?: number): void;
}

interface Shown extends ChunkInRun {
  second?: number;
}

const shownKey = 'sketchedChunks';

type PanelServices = Pick<Services, 'context' | 'log' | 'compute' | 'explorer' | 'runs' | 'documents'>;

export function createSketchPanel(services: PanelServices): SketchPanel {
  const { context, compute, explorer, log } = services;
  let shown: Shown | undefined;
  /** The tab that a command asked for, until the page has it. */
  let wanted: SketchQuestion['type'] | undefined;
  let asked = 0;

  const messageOf = (error: unknown): string => {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof RequestFailed && error.failure.forPerson)) log.error(message);
    return message;
  };

  const load = async (post: (message: ToSketch) => void): Promise<void> => {
    const mine = ++asked;
    // After a reload of the window the panel is there again, and what it showed is remembered.
    shown ??= await remembered(services);
    if (!shown) {
      const message = vscode.l10n.t('Choose a passage: put the cursor in a poem and run “Sketch From This Passage…”.');
      return post({ type: 'problem', message });
    }
    const { explored, row, second } = shown;
    post({ type: 'loading' });
    try {
      const rows = second === undefined ? [row] : [row, second];
      const basis = await compute.request('sketchBasis', { run: explored.run, rows });
      if (mine === asked) post({ type: 'basis', basis, ...(wanted && { show: wanted }) });
    } catch (error) {
      if (mine === asked) post({ type: 'problem', message: messageOf(error) });
    }
  };

  const show = async (next: Shown): Promise<void> => {
    shown = next;
    const { explored, row, second } = next;
    await context.workspaceState.update(shownKey, {
      run: explored.run,
      chunk: row,
      ...(second !== undefined && { second }),
    });
    if (page.isOpen) await load(page.post);
  };

  const page = createPage<ToSketch, FromSketch>(services, {
    page: 'sketch',
    title: vscode.l10n.t('Sketches from the Decoder'),
    read: readFromSketch,
    onReady: load,
    async onMessage(message, post) {
      if (!shown) return;
      const { explored, row, second } = shown;
      if (message.type === 'sketch') {
        wanted = undefined;
        const { id, question } = message;
        return compute.request('sketch', { run: explored.run, question }).then(
          (sketches) => post({ type: 'sketched', id, sketches }),
          (error: unknown) => post({ type: 'notSketched', id, message: messageOf(error) }),
        );
      }
      if (message.type === 'open') {
        if (message.row >= explored.table.rows) return;
        return revealPassage(services, { explored, row: message.row }, { viewColumn: vscode.ViewColumn.One });
      }
      const isFirst = message.which === 'first';
      const other = await pickOtherPassage(services, { explored, row: isFirst ? (second ?? row) : row });
      if (other === undefined) return;
      await show(isFirst ? { ...shown, row: other } : { explored, row, second: other });
    },
    onClose: () => (shown = wanted = undefined),
  });

  /** The run may be gone, or its passages compared in another way. */
  const follow = async (): Promise<void> => {
    if (!page.isOpen || !shown) return;
    const now = await remembered(services);
    if (now && now.explored.table === shown.explored.table) return;
    shown = now;
    await load(page.post);
  };

  const parts = vscode.Disposable.from(
    page,
    explorer.onDidChange(() => void follow()),
  );
  return {
    show(first, second) {
      wanted = second === undefined ? 'edit' : 'between';
      void show({ ...first, ...(second !== undefined && { second }) });
      page.open();
    },
    dispose: () => void parts.dispose(),
  };
}

async function remembered(services: PanelServices): Promise<Shown | undefined> {
  const reference = services.context.workspaceState.get<ChunkReference & { second?: number }>(shownKey);
  if (!reference) return undefined;
  // A window that was just reloaded has not looked for its runs yet.
  if (services.runs.all.length === 0) await services.runs.refresh();
  const chunk = await chunkOf(services, reference).catch(() => undefined);
  const { second } = reference;
  const isThere = chunk !== undefined && second !== undefined && second < chunk.explored.table.rows;
  return chunk && { ...chunk, ...(isThere && { second }) };
}
