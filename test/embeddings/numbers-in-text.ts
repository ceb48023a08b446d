import type { Random } from '../../src/corpus/random.ts';

/** What a plain program, line by line and string by string, reads from GloVe text. For well-formed UTF-8 without headers. */
export function readGlovePlainly(text: string, dimension: number, wanted: ReadonlySet<string>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const word = /^[^ \t]*/.exec(line)![0];
    const fields = line
      .slice(word.length)
      .split(/[ \t]+/)
      .filter((field) => field !== '');
    const numbers = fields.slice(-dimension).map(toNumber);
    const before = fields.slice(0, -dimension);
    if (fields.length < dimension || numbers.some((value) => !Number.isFinite(value))) continue;
    if (before.length > 0 && before.every((field) => Number.isFinite(toNumber(field)))) continue;
    const key = before.length === 0 ? word : line.slice(0, endOfField(line, word.length, before.length));
    if (wanted.has(key) && !found.has(key)) found.set(key, numbers);
  }
  return found;
}

function toNumber(field: string): number {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(field) ? Math.fround(Number(field)) : NaN;
}

/** Where the n-th field behind `from` ends. */
function endOfField(line: string, from: number, n: number): number {
  const pattern = /[ \t]+[^ \t]+/y;
  pattern.lastIndex = from;
  for (let i = 0; i < n; i++) pattern.exec(line);
  return pattern.lastIndex;
}

/** Words to look for in odd rows. */
export const oddWords: readonly string[] = [
  ...['the', 'of', "o'er", 'blessèd', '月', 'name@domain.com', 'x', '…', '-', '7', 'of .'],
  // Of a word with spaces the first part has to be wanted too, or its row is passed over.
  ...['at', 'at name@domain.com'],
];

/** A row of GloVe text, with all that is odd in real files. */
export function oddRow(random: Random, words: readonly string[], dimension: number): string {
  const word = words[random.integer(words.length)]!;
  const width = random.integer(12) === 0 ? random.integer(2 * dimension + 1) : dimension;
  const fields = Array.from({ length: width }, () => oddNumber(random));
  if (random.integer(15) === 0) fields.unshift(['name@domain.com', '.', '7', '-', 'de'][random.integer(5)]!);
  const gap = random.integer(10) === 0 ? ['  ', '\t', ' \t '][random.integer(3)]! : ' ';
  const end = ['\n', '\n', '\n', '\n', '\r\n', ' \n', '\n\n'][random.integer(7)]!;
  return `${[word, ...fields].join(gap)}${end}`;
}

function oddNumber(random: Random): string {
  const value = random.normal();
  switch (random.integer(14)) {
    case 0:
      return String(value);
    case 1:
      return value.toExponential(random.integer(8));
    case 2:
      return String(Math.round(value * 10));
    case 3:
      return value.toFixed(random.integer(18));
    case 4:
      return ['nan', 'inf', '-', '', '1e999', '.', '1.2.3', '--1', '0x10', '1e', '+.5', '-0', '5.'][
        random.integer(13)
      ]!;
    case 5:
      return String(value).replace('0.', '.');
    default:
      return value.toFixed(5);
  }
}
