import type * as vscode from 'vscode';

const endings = ['.txt', '.poem', '.md', '.json', '.jsonl', '.ndjson'];
/** In these somebody may keep a poem without knowing of this extension; data and settings are kept in the others. */
const proseEndings = ['.txt', '.poem'];
const otherTexts =
  /^(?:readme|licen[cs]e|changelog|contributing|requirements|constraints|cmakelists|robots|manifest|notice)\b/i;

/** Whether poems are read from a file of this name. */
export function isPoemFile({ scheme, path }: vscode.Uri): boolean {
  return scheme === 'file' && endings.some((ending) => path.toLowerCase().endsWith(ending));
}

/**
 * Whether a text is likely to be a poem: a text file of lines that are broken where the poet wished, not where the page
 * ends. Errs on the side of no: it decides whether training is offered to somebody who did not ask.
 */
export function looksLikeVerse(name: string, text: string): boolean {
  if (!proseEndings.some((ending) => name.toLowerCase().endsWith(ending)) || otherTexts.test(name)) return false;
  const lines = text
    .slice(0, 4000)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length < 4) return false;
  const share = (test: (line: string) => boolean): number => lines.filter(test).length / lines.length;
  const isShort = share((line) => line.length <= 70) > 0.9;
  const hasWords = share((line) => /^["'“‘(—–\-*_¿¡]*\p{L}[^=<>{}\\|/@#]*$/u.test(line)) > 0.9;
  const hasPhrases = share((line) => line.split(/\s+/).length >= 2) > 0.5;
  return isShort && hasWords && hasPhrases;
}
