/** Where a person watches: a line that is written over on a terminal, lines that stay elsewhere. */
export interface TerminalLine {
  /** How things stand now; on a terminal only. */
  update(text: string): void;
  /** How things stand at a milestone; elsewhere only. */
  mark(text: string): void;
  /** Stays on both. */
  tell(text: string): void;
  /** Clears the line that is written over. */
  clear(): void;
}

export const silentLine: TerminalLine = { update: () => {}, mark: () => {}, tell: () => {}, clear: () => {} };

/** Redraws at most ten times a second, which is as much as an eye follows. */
const leastInterval = 100;

export function createTerminalLine(stream: NodeJS.WriteStream): TerminalLine {
  let shown = false;
  let lastDrawn = -Infinity;
  const clear = (): void => {
    if (shown) stream.write('\r\x1b[K');
    shown = false;
  };
  return {
    clear,
    update(text) {
      if (!stream.isTTY || performance.now() - lastDrawn < leastInterval) return;
      lastDrawn = performance.now();
      // A line that wraps could not be written over.
      const width = Math.max((stream.columns || 80) - 1, 1);
      stream.write(`\r${[...text].slice(0, width).join('')}\x1b[K`);
      shown = true;
    },
    mark(text) {
      if (!stream.isTTY) stream.write(`${text}\n`);
    },
    tell(text) {
      clear();
      stream.write(`${text}\n`);
    },
  };
}
