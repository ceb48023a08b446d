/**
 * Numbers and stretches of them between commas, as in `8, 15-20`: each once, ascending. Undefined for any other text, and
 * for numbers that are not from `least` to `most`.
 */
export function readWholeNumbers(text: string, least: number, most: number): number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(part.trim()) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (!(low >= least && high <= most && low <= high)) return undefined;
    for (let n = low; n <= high; n++) numbers.add(n);
  }
  return [...numbers].sort((a, b) => a - b);
}
