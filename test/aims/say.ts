/** A figure for whoever reads what the tests print; `npm test` repeats such lines. */
export function say(line: string): void {
  process.stdout.write(`= ${line}\n`);
}

/** 0.1363 as "13.6%". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
