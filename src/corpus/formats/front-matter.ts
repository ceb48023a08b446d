import { cleanName } from '../names.ts';
import { endOfLine, nextLine } from './head.ts';

/** What the `---` block at the head of a Markdown document says. */
export interface FrontMatter {
  title: string;
  author: string;
  /** Offset behind the block; 0 without one. */
  end: number;
}

const fence = /^(?:---|\.\.\.)[ \t]*$/;
const entry = /^([\w-]+)[ \t]*:(?:[ \t]+(.*))?$/;
const continuation = /^(?:[ \t]|#|-[ \t]|$)/;
/** Longer blocks are poems between two rules. */
const mostLines = 200;

/** Reads the simple `key: value` lines of YAML front matter; what is nested or in lists is passed over. */
export function readFrontMatter(document: string): FrontMatter {
  const none: FrontMatter = { title: '', author: '', end: 0 };
  const values = new Map<string, string>();
  let at = 0;
  for (let number = 0; number < mostLines && at < document.length; number++) {
    const lineEnd = endOfLine(document, at, document.length);
    const line = document.slice(at, Math.min(lineEnd, at + 1000));
    at = nextLine(document, lineEnd, document.length);
    if (number === 0) {
      if (!/^---[ \t]*$/.test(line)) return none;
    } else if (fence.test(line)) {
      if (values.size === 0) return none;
      return { title: values.get('title') ?? '', author: values.get('author') ?? values.get('poet') ?? '', end: at };
    } else {
      const match = entry.exec(line);
      if (match) values.set(match[1]!.toLowerCase(), scalar(match[2] ?? ''));
      else if (!continuation.test(line)) return none;
    }
  }
  return none;
}

function scalar(written: string): string {
  const value = written.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value);
  if (quoted) return cleanName(quoted[1]!.replace(/\\(.)/g, '$1'));
  const single = /^'((?:[^']|'')*)'/.exec(value);
  if (single) return cleanName(single[1]!.replaceAll("''", "'"));
  if (/^[|>]/.test(value)) return '';
  const plain = value.replace(/(?:^|\s)#.*$/, '').trim();
  return cleanName(plain.replace(/^\[(.*)\]$/, '$1').replaceAll(/["']/g, plain.startsWith('[') ? '' : '$&'));
}
