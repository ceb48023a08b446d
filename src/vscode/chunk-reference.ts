import * as vscode from 'vscode';
import { indexInPoem } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import type { Explored } from './explorer.ts';
import { notify } from './notify.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

/** Names a chunk of a run; travels in links, tree items and messages. */
export interface ChunkReference {
  /** Folder of the run, absolute; or its name, where it comes from a link. */
  run: string;
  /** Its row. */
  chunk: number;
  /** Its poem is shown beside what has the focus, which a person wants to come back to. */
  inOtherGroup?: boolean;
}

/** A chunk with the run it is of. */
export interface ChunkInRun {
  explored: Explored;
  row: number;
}

/** Reads a reference out of what a command was given: a reference itself, or a tree item that carries one. */
export function asChunkReference(argument: unknown): ChunkReference | undefined {
  const value = isRecord(argument) && isRecord(argument.reference) ? argument.reference : argument;
  if (!isRecord(value)) return undefined;
  const { run, chunk, inOtherGroup } = value;
  if (typeof run !== 'string' || typeof chunk !== 'number' || !Number.isSafeInteger(chunk)) return undefined;
  return { run, chunk, ...(inOtherGroup === true && { inOtherGroup }) };
}

/** The chunk that a reference names; undefined when the run is gone or has no such chunk. */
export async function chunkOf(
  services: Pick<Services, 'runs' | 'explorer'>,
  { run, chunk }: ChunkReference,
): Promise<ChunkInRun | undefined> {
  const known = services.runs.all.some(({ folder }) => folder === run);
  const explored = await (known ? services.explorer.of(run) : services.explorer.byId(run));
  return explored && chunk >= 0 && chunk < explored.table.rows ? { explored, row: chunk } : undefined;
}

/**
 * The chunk that a command is about: the one it was given, else the one at the cursor, else one that is picked. Says so
 * and gives undefined where there is none.
 */
export async function chunkToUse(services: Services, argument?: unknown): Promise<ChunkInRun | undefined> {
  const reference = asChunkReference(argument);
  if (reference) {
    const found = await chunkOf(services, reference);
    if (!found) await notify('information', vscode.l10n.t('This passage is of a run that is no longer there.'));
    return found;
  }
  return (await chunkAtCursor(services)) ?? (await pickChunk(services));
}

/** The chunk that the cursor is in, of the run the document belongs to; of two that overlap, the first. */
export async function chunkAtCursor(services: Services): Promise<ChunkInRun | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const known = await services.documents.known(editor.document);
  const [row] = known?.rowsAt(editor.selection.active) ?? [];
  return known && row !== undefined ? { explored: known.explored, row } : undefined;
}

/** Asks for a poem of the current run, then for one of its chunks. */
async function pickChunk(services: Services): Promise<ChunkInRun | undefined> {
  const explored = await services.explorer.current();
  if (!explored) {
    const train = {
      title: vscode.l10n.t('Train Autoencoder'),
      run: () => vscode.commands.executeCommand('poetryExplorer.trainAutoencoder'),
    };
    await notify('information', vscode.l10n.t('There is no finished run yet. Train the autoencoder first.'), train);
    return undefined;
  }
  const { table } = explored;
  const poems = table.poems.flatMap(({ title, author, rows, firstRow }) =>
    rows > 0 ? [{ label: plainText(title), description: plainText(author), firstRow, rows }] : [],
  );
  const poem = await vscode.window.showQuickPick(poems, {
    title: vscode.l10n.t('Choose a poem'),
    matchOnDescription: true,
  });
  if (!poem) return undefined;
  if (poem.rows === 1) return { explored, row: poem.firstRow };
  const chunks = Array.from({ length: poem.rows }, (_, i) => {
    const row = poem.firstRow + i;
    return { label: plainText(table.opening(row)), description: chunkName(explored, row), row };
  });
  const chunk = await vscode.window.showQuickPick(chunks, {
    title: vscode.l10n.t('Choose a passage of {0}', poem.label),
  });
  return chunk && { explored, row: chunk.row };
}

/** "chunk 3 of 9, lines 12-18": lines as they were when the run was trained. */
export function chunkName({ table }: Explored, row: number): string {
  const { rows } = table.poems[table.poemOf[row]!]!;
  const { start, end } = storedRange(table, row);
  const [number, first, last] = [indexInPoem(table, row) + 1, start.line + 1, end.line + 1];
  return first === last
    ? vscode.l10n.t('chunk {0} of {1}, line {2}', number, rows, first)
    : vscode.l10n.t('chunk {0} of {1}, lines {2}-{3}', number, rows, first, last);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
