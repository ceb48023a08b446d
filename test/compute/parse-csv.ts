/** The cells of a CSV text (RFC 4180), a list for each line. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /"((?:[^"]|"")*)"(,|\r\n)|([^,\r\n]*)(,|\r\n)/gy;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    lines.at(-1)!.push(found[1] === undefined ? found[3]! : found[1].replaceAll('""', '"'));
    if ((found[2] ?? found[4]) === '\r\n') lines.push([]);
  }
  const last = lines.pop();
  if (last?.length !== 0) throw new Error('The text does not end with a line end.');
  return lines;
}
