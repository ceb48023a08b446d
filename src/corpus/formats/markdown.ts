import { lineStartsOf } from '../document-lines.ts';
import { authorFromFile, cleanName, fallbackTitle } from '../names.ts';
import { createSourceText, trimSource } from '../source-map.ts';
import type { PoemFormat, PoemsInDocument } from './format.ts';
import { readFrontMatter } from './front-matter.ts';
import { blocksOf, type MarkdownLine } from './markdown-lines.ts';
import { copyMarkdownLine, plainText } from './markdown-verse.ts';

/** Markdown: one poem a top-level heading, or the whole document where it has none. */
export const markdownFormat: PoemFormat = { name: 'Markdown', extensions: ['.md', '.markdown'], read: readMarkdown };

interface Section {
  title: string;
  lines: MarkdownLine[];
}

const byline = /^[*_\s]*by\s+([^*_]{2,100})[*_\s]*$/i;

function readMarkdown(document: string, file: string): PoemsInDocument {
  const front = readFrontMatter(document);
  const { preamble, sections } = sectionsOf(blocksOf(document, front.end));
  const headless = sections.length === 0;
  const lineStarts = lineStartsOf(document);
  const found = (headless ? [{ title: front.title, lines: preamble }] : sections).flatMap((section) => {
    const { author, text, sourceMap } = verseOf(document, section.lines);
    return text === '' ? [] : [{ title: section.title, author, text, sourceMap }];
  });
  const poems = found.map(({ title, author, text, sourceMap }, index) => ({
    file,
    title: title || (found.length === 1 ? front.title : '') || fallbackTitle(file, index, found.length),
    author: author || front.author || authorFromFile(file),
    text,
    sourceMap,
    lineStarts,
  }));
  const reports = [];
  if (poems.length === 0) reports.push({ file, message: 'holds no text: write a poem in it, or remove it.' });
  else if (!headless && verseOf(document, preamble).text !== '')
    reports.push({
      file,
      message: 'the text before its first heading was left out: give it a heading if it is a poem.',
    });
  return { poems, reports };
}

/** Parts the lines at the headings of the highest level there is; lower headings part stanzas. */
function sectionsOf(lines: readonly MarkdownLine[]): { preamble: MarkdownLine[]; sections: Section[] } {
  const top = lines.reduce((level, line) => (line.kind === 'heading' ? Math.min(level, line.level) : level), Infinity);
  const preamble: MarkdownLine[] = [];
  const sections: Section[] = [];
  for (const line of lines) {
    if (line.kind === 'heading' && line.level === top)
      sections.push({ title: cleanName(plainText(line.title)), lines: [] });
    else (sections.at(-1)?.lines ?? preamble).push(line);
  }
  return { preamble, sections };
}

/** The verse of a section's lines, and the author where its first line is "by …". */
function verseOf(document: string, lines: readonly MarkdownLine[]): ReturnType<typeof trimSource> & { author: string } {
  const text = createSourceText(document);
  let author = '';
  let previousEnd: number | undefined;
  for (const line of lines) {
    if (line.kind === 'verse' && text.length === 0 && author === '') {
      const match = line.end - line.start <= 200 ? byline.exec(document.slice(line.start, line.end)) : null;
      if (match) {
        author = cleanName(match[1]!);
        continue;
      }
    }
    if (previousEnd !== undefined) text.replace('\n', previousEnd, line.start);
    if (line.kind === 'verse' && line.literal) text.copy(line.start, line.end);
    else if (line.kind === 'verse') copyMarkdownLine(document, line.start, line.end, text);
    previousEnd = line.end;
  }
  const { text: whole, sourceMap } = text.finish();
  return { author, ...trimSource(whole, sourceMap) };
}
