/** Words that stay in lower case within a title. */
const small = new Set('a an and as at but by for from in into of on or the to upon with de la le von van'.split(' '));
const roman = /^(?=[ivxlc])(?:xc|xl|l?x{0,3}|c{1,3}(?:xc|xl|l?x{0,3}))(?:ix|iv|v?i{0,3})$/;
/** Folders that say what they hold, not who wrote it. */
const genericFolders = new Set(
  'poems poem poetry verse verses texts text data corpus corpora collection collections src samples books txt json md'.split(
    ' ',
  ),
);

/** A title made of a file's name: `sonnet-xviii.txt` is "Sonnet XVIII". */
export function titleFromFile(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return prettify(name, (word) => (small.has(word) ? word : undefined));
}

/** The folder as author, where folders are poets: `a-e-housman/1887.txt` is by "A. E. Housman"; '' without a folder. */
export function authorFromFile(file: string): string {
  const folder = file
    .split('/')
    .slice(0, -1)
    .find((name) => !genericFolders.has(name.toLowerCase()));
  return folder === undefined
    ? ''
    : prettify(folder, (word) => (/^[a-z]$/.test(word) ? `${word.toUpperCase()}.` : undefined));
}

function prettify(name: string, special: (word: string, index: number) => string | undefined): string {
  const spaced = cleanName(name.replace(/[-_]+/g, ' '));
  // A name with capitals or spaces was written for people.
  if (/\p{Lu}|\s/u.test(name)) return spaced || cleanName(name);
  const words = spaced.split(' ').map((word, index) => {
    const exception = special(word, index);
    if (exception !== undefined && (index > 0 || exception !== word)) return exception;
    return roman.test(word) ? word.toUpperCase() : capitalise(word);
  });
  return words.join(' ') || cleanName(name);
}

function capitalise(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length);
}

const longestName = 200;

/** A title or author on one line, without control characters, of a bearable length. */
export function cleanName(name: string): string {
  const clean = name
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
  return clean.length <= longestName
    ? clean
    : `${Array.from(clean.slice(0, longestName)).slice(0, -1).join('').trimEnd()}…`;
}

/** Titles for the poems of one file that bear none: the file's, numbered where there are several. */
export function fallbackTitle(file: string, index: number, count: number): string {
  const title = titleFromFile(file);
  return count > 1 ? `${title} (${index + 1})` : title;
}
