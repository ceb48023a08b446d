import { UserError } from '../corpus/user-error.ts';
import type { RunSession } from './run-session.ts';

/** The rows whose title, author or text hold every word of `text`, in any case, also as part of a word. */
export async function searchPassages(session: RunSession, text: string): Promise<Int32Array> {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Int32Array(0);
  const texts = await session.once('foldedTexts', async () =>
    (await session.chunks()).map((chunk) => folded(`${chunk.title}\n${chunk.author}\n${chunk.text}`)),
  );
  const rows: number[] = [];
  texts.forEach((whole, row) => {
    if (words.every((word) => whole.includes(word))) rows.push(row);
  });
  return Int32Array.from(rows);
}

/** The text of a row. Throws a UserError for one that the run does not have. */
export async function passageTextOf(session: RunSession, row: number): Promise<string> {
  const chunk = (await session.chunks())[row];
  if (!chunk) throw new UserError(`${session.run.folder} has no chunk ${row + 1}.`);
  return chunk.text;
}

/** In lower case, with straight apostrophes: "o'er" finds "o’er". */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('’', "'");
}
