import { createSourceText, type SourceText } from '../source-map.ts';

/** A part of a line that is markup: `characters` stand in its place, mostly none. */
interface Edit {
  start: number;
  end: number;
  characters: string;
}

const markup =
  /\\[!-/:-@[-`{-~]|<\/?[a-zA-Z][^<>]{0,200}>|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8});|!?\[([^[\]]{0,300})\]\([^()\s]{0,500}\)|[*_]+/g;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  emsp: ' ',
  ensp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  shy: '',
};

/** Appends what a line says, without its emphasis, tags, links and escapes. */
export function copyMarkdownLine(document: string, start: number, end: number, into: SourceText): void {
  const line = document.slice(start, end);
  const content = line.replace(/\\?$/, '').length;
  let copied = 0;
  for (const edit of editsOf(line)) {
    if (edit.start >= content) break;
    into.copy(start + copied, start + edit.start);
    // A break at the end of a line is the line's own.
    const characters = edit.characters === '\n' && line.slice(edit.end).trim() === '' ? '' : edit.characters;
    into.replace(characters, start + edit.start, start + edit.end);
    copied = edit.end;
  }
  into.copy(start + copied, start + Math.max(content, copied));
}

/** A heading's text without its markup. */
export function plainText(title: string): string {
  const text = createSourceText(title);
  copyMarkdownLine(title, 0, title.length, text);
  return text.finish().text;
}

function editsOf(line: string): Edit[] {
  const edits: Edit[] = [];
  /** Emphasis not yet closed, by its marks. */
  const open = new Map<string, Edit[]>();
  for (const match of line.matchAll(markup)) {
    const [all, linkText] = match;
    const start = match.index;
    const end = start + all.length;
    if (all[0] === '*' || all[0] === '_') closeOrOpen(line, { start, end, characters: '' }, open, edits);
    else if (linkText !== undefined) {
      const textStart = start + all.indexOf('[') + 1;
      if (all[0] === '!') edits.push({ start, end, characters: '' });
      else
        edits.push(
          { start, end: textStart, characters: '' },
          { start: textStart + linkText.length, end, characters: '' },
        );
    } else {
      const characters = meaningOf(all);
      if (characters !== undefined) edits.push({ start, end, characters });
    }
  }
  return edits.sort((a, b) => a.start - b.start);
}

function closeOrOpen(line: string, mark: Edit, open: Map<string, Edit[]>, edits: Edit[]): void {
  const kind = line.slice(mark.start, mark.end);
  if (kind.length > 3) return;
  const before = line[mark.start - 1] ?? ' ';
  const after = line[mark.end] ?? ' ';
  // Underscores within a word are its own.
  const isWithin = (neighbour: string): boolean => kind[0] === '_' && /[\p{L}\p{N}]/u.test(neighbour);
  const opener = open.get(kind)?.pop();
  if (opener && !/\s/.test(before) && !isWithin(after)) {
    edits.push(opener, mark);
    return;
  }
  const waiting = open.get(kind) ?? [];
  if (opener) waiting.push(opener);
  if (!/\s/.test(after) && !isWithin(before)) waiting.push(mark);
  open.set(kind, waiting);
}

/** What an escape, a tag or an entity stands for; undefined for an unknown entity. */
function meaningOf(written: string): string | undefined {
  if (written[0] === '\\') return written[1]!;
  if (written[0] === '<') return /^<br\b/i.test(written) ? '\n' : '';
  const name = written.slice(1, -1);
  if (name[0] !== '#') return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
