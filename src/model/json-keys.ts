/**
 * The first key that stands twice in one object of a JSON text, which `JSON.parse` would pass over in silence.
 * The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  // Keys seen in each open object; undefined stands for an open array.
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = closingQuote(json, at);
      const keys = open.at(-1);
      if (keys && isKey(json, end + 1)) {
        const key = JSON.parse(json.slice(at, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end;
    }
  }
  return undefined;
}

function closingQuote(json: string, opening: number): number {
  let at = opening + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

function isKey(json: string, after: number): boolean {
  while (' \t\r\n'.includes(json[after] ?? '-')) after++;
  return json[after] === ':';
}
