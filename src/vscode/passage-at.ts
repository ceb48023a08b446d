import * as vscode from 'vscode';
import { pointOf } from '../passages/passage-table.ts';
import type { EncodedPassage } from '../protocol/passage-messages.ts';
import type { Explored } from './explorer.ts';
import type { KnownDocument } from './poem-documents.ts';
import type { Services } from './services.ts';

/** The passage that a place in a poem lies in. */
export interface PassageAt {
  explored: Explored;
  /** The run's chunk; undefined for text that no chunk holds, which was encoded as it stands. */
  row?: number;
  /** The next chunk, where both hold the place. */
  alsoRow?: number;
  /** What it is compared by. */
  point: Float32Array;
  /** Of its reconstruction. */
  cosine: number;
  range: vscode.Range;
  title: string;
  author: string;
  /** Counted from 1. */
  number: number;
  of: number;
  /** Only of text that was encoded as it stands. */
  text?: string;
  /** Chunks that stood here before the text was edited. */
  replaced: ReadonlySet<number>;
}

const encodedTexts = new WeakMap<KnownDocument, Map<string, Promise<EncodedPassage>>>();

/**
 * The passage at a position of a document that a current run's corpus holds; undefined outside all passages. Text that
 * was edited, or is new, is read and encoded as it stands by the compute process.
 */
export async function passageAt(
  services: Services,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<PassageAt | undefined> {
  const known = await services.documents.known(document);
  if (!known) return undefined;
  const [row, alsoRow] = known.rowsAt(position);
  if (row !== undefined && known.placeOf(row)?.intact) return passageOfRow(known, row, alsoRow);
  // A title, or the space between two poems.
  if (row === undefined && known.knowsLine(position.line)) return undefined;
  return passageAsItStands(services, known, position);
}

function passageOfRow({ explored, placeOf }: KnownDocument, row: number, alsoRow?: number): PassageAt {
  const { table } = explored;
  const poem = table.poems[table.poemOf[row]!]!;
  return {
    explored,
    row,
    ...(alsoRow !== undefined && { alsoRow }),
    point: table.points.subarray(row * table.size, (row + 1) * table.size),
    cosine: table.cosine[row]!,
    range: placeOf(row)!.range,
    title: poem.title,
    author: poem.author,
    number: row - poem.firstRow + 1,
    of: poem.rows,
    replaced: new Set(),
  };
}

async function passageAsItStands(
  services: Services,
  known: KnownDocument,
  position: vscode.Position,
): Promise<PassageAt | undefined> {
  const { explored } = known;
  const { poems } = await known.asItStands();
  for (const { title, author, chunks } of poems)
    for (const [index, { range: place, text }] of chunks.entries()) {
      const { start, end } = place;
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      if (!range.contains(position)) continue;
      const { vector, cosine } = await encodeOnce(services, known, text);
      const point = pointOf(explored.table.space, vector);
      const replaced = rowsIn(known, range);
      return { explored, point, cosine, range, title, author, number: index + 1, of: chunks.length, text, replaced };
    }
  return undefined;
}

function encodeOnce({ compute }: Services, known: KnownDocument, text: string): Promise<EncodedPassage> {
  const texts = encodedTexts.get(known) ?? new Map<string, Promise<EncodedPassage>>();
  encodedTexts.set(known, texts);
  const encoded = texts.get(text) ?? compute.request('encodePassage', { run: known.explored.run, text });
  texts.set(text, encoded);
  encoded.catch(() => texts.delete(text));
  return encoded;
}

/** Rows of the document of which something is left in a range. */
function rowsIn({ explored: { table }, file, placeOf }: KnownDocument, range: vscode.Range): Set<number> {
  const rows = new Set<number>();
  for (const poem of table.poemsOfFile.get(file) ?? []) {
    const { firstRow, rows: count } = table.poems[poem]!;
    for (let row = firstRow; row < firstRow + count; row++) {
      const common = placeOf(row)?.range.intersection(range);
      if (common && !common.isEmpty) rows.add(row);
    }
  }
  return rows;
}
