/** Tallies rows that could not be used, and decides whether the file as a whole can be. */
export interface RowProblems {
  /** A row that was as it should be. */
  good(): void;
  width(line: number, numbers: number): void;
  number(line: number): void;
  /** Throws when the rows looked at are mostly of no use. */
  check(): void;
  /** One line for all of them; none when there were none. */
  lines(): string[];
}

/** Too few rows say nothing about the file. */
const fewestForVerdict = 4;
/** So many rows of one other width are no accident when they are a quarter of all: the file is two put together. */
const fewestOfOtherWidth = 10;

export function createRowProblems(dimension: number): RowProblems {
  let good = 0;
  let broken = 0;
  let firstBroken = 0;
  let otherWidth = 0;
  let firstOther = { line: 0, numbers: 0 };
  const widths = new Map<number, number>();
  return {
    good: () => void good++,
    width: (line, numbers) => {
      if (otherWidth++ === 0) firstOther = { line, numbers };
      // A file made to have endless widths must not fill the memory.
      if (widths.size < 1000 || widths.has(numbers)) widths.set(numbers, (widths.get(numbers) ?? 0) + 1);
    },
    number: (line) => {
      if (broken++ === 0) firstBroken = line;
    },
    check: () => {
      const looked = good + broken + otherWidth;
      if (looked < fewestForVerdict) return;
      const isMostlyUseless = good * 2 < looked;
      if (isMostlyUseless && otherWidth < broken)
        throw new Error(`most of its rows hold something else than numbers (the first on line ${firstBroken})`);
      const [common, count] = [...widths].reduce((most, next) => (next[1] > most[1] ? next : most), [0, 0]);
      if (!isMostlyUseless && (count < fewestOfOtherWidth || count * 4 < looked)) return;
      throw new Error(
        `its first row has ${dimension} numbers, but ${otherWidth} of ${looked} rows looked at have another count, ` +
          `mostly ${common} (the first on line ${firstOther.line})`,
      );
    },
    lines: () => {
      const parts: string[] = [];
      if (otherWidth > 0)
        parts.push(`${rows(otherWidth)} not ${dimension} numbers (line ${firstOther.line} has ${firstOther.numbers})`);
      if (broken > 0) parts.push(`${rows(broken)} a broken number (the first on line ${firstBroken})`);
      return parts.length > 0
        ? [`was read without some words: ${parts.join('; ')}. Replace the file if they matter.`]
        : [];
    },
  };
}

function rows(count: number): string {
  return count === 1 ? '1 row has' : `${count} rows have`;
}
