import * as vscode from 'vscode';
import { alignLines, lineHashesOfText, type LineAlignment } from '../passages/line-alignment.ts';
import { placeNow, rowsAt } from '../passages/places.ts';
import type { DocumentAsItStands } from '../protocol/passage-messages.ts';
import type { ComputeClient } from './compute-client.ts';
import type { Explored, Explorer } from './explorer.ts';

/** An open document of the corpus, seen beside what the run knows of it. */
export interface KnownDocument {
  readonly explored: Explored;
  /** Path below the corpus folder. */
  readonly file: string;
  readonly document: vscode.TextDocument;
  /** The run was trained on exactly these lines. */
  readonly unchanged: boolean;
  /** Whether a line was there, as it is, when the run was trained. */
  knowsLine(line: number): boolean;
  /** Rows that hold a position and are there as they were when trained on, in their order. */
  rowsAt(position: vscode.Position): number[];
  /** Where a row is now, `intact` or with lines changed; undefined where it is gone. */
  placeOf(row: number): { range: vscode.Range; intact: boolean } | undefined;
  /** The document as it stands, read by the compute process. */
  asItStands(): Promise<DocumentAsItStands>;
}

/** Keeps passages and open documents together while these are edited. */
export interface PoemDocuments extends vscode.Disposable {
  /** Undefined for a document outside the corpus of every current run. */
  known(document: vscode.TextDocument): Promise<KnownDocument | undefined>;
  /** The document seen by a certain run. */
  knownBy(explored: Explored, document: vscode.TextDocument): KnownDocument | undefined;
}

interface Seen {
  version: number;
  known: KnownDocument;
}

export function createPoemDocuments(compute: ComputeClient, explorer: Explorer): PoemDocuments {
  // By the run's table: another comparison or run makes another.
  const seen = new WeakMap<Explored, Map<string, Seen>>();
  const closing = vscode.workspace.onDidCloseTextDocument((document) => {
    void explorer.current().then((explored) => explored && seen.get(explored)?.delete(document.uri.toString()));
  });

  const knownBy = (explored: Explored, document: vscode.TextDocument): KnownDocument | undefined => {
    const file = explored.fileOf(document.uri);
    if (file === undefined) return undefined;
    const documents = seen.get(explored) ?? new Map<string, Seen>();
    seen.set(explored, documents);
    const key = document.uri.toString();
    const last = documents.get(key);
    if (last?.version === document.version && last.known.document === document) return last.known;
    const known = look(explored, file, document, compute);
    documents.set(key, { version: document.version, known });
    return known;
  };

  return {
    knownBy,
    async known(document) {
      const explored = await explorer.forDocument(document.uri);
      return explored && knownBy(explored, document);
    },
    dispose: () => closing.dispose(),
  };
}

function look(explored: Explored, file: string, document: vscode.TextDocument, compute: ComputeClient): KnownDocument {
  const { table, run } = explored;
  const text = document.getText();
  const lines: LineAlignment = alignLines(table.lineHashes.get(file) ?? new Int32Array(), lineHashesOfText(text));
  let reading: Promise<DocumentAsItStands> | undefined;
  return {
    explored,
    file,
    document,
    unchanged: lines.same,
    knowsLine: (line) => (lines.then[line] ?? -1) >= 0,
    rowsAt: (position) => rowsAt(table, file, position, lines),
    placeOf(row) {
      const place = placeNow(table, row, lines);
      if (!place) return undefined;
      const { start, end } = place.range;
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      return { range: document.validateRange(range), intact: place.intact };
    },
    asItStands() {
      reading ??= compute.request('readDocument', { run, file, text });
      reading.catch(() => (reading = undefined));
      return reading;
    },
  };
}
