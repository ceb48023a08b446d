import { eventually, type Workbench } from '../workbench.ts';

/** How long the extension took to wake, in whole ms, as VS Code itself has measured it. */
export interface ActivationTimes {
  /**
   * Loading its code. Where several extensions wake at once the clock of each starts before the first is loaded, so that
   * this holds the loading of those before it too.
   */
  load: number;
  /**
   * Of that, the extension's own code; all of it where VS Code does not say: an extension that wakes long after its window
   * opened is not in its marks, and wakes alone.
   */
  ownLoad: number;
  /** The call of `activate()`. With `load` it is what "Developer: Show Running Extensions" calls its activation. */
  call: number;
  /** What woke it, such as "onLanguage:plaintext". */
  event: string;
}

const id = 'poetry-embedding-explorer.poetry-embedding-explorer';

/**
 * Reads the extension's line of the table in VS Code's report "Startup Performance": extension, whether eager, the times
 * of loading, calling and finishing, the event, and which extension asked for it. Undefined where it is not among the
 * lines.
 */
export function activationRowIn(lines: readonly string[]): Omit<ActivationTimes, 'ownLoad'> | undefined {
  for (const line of lines) {
    const [, extension, , load, call, , event] = cellsOf(line);
    if (extension === id && event && isTime(load) && isTime(call))
      return { load: Number(load), call: Number(call), event };
  }
  return undefined;
}

/** Reads from the marks of the same report, a name and a time in ms in each line, how long the extension's own code took. */
export function ownLoadIn(lines: readonly string[]): number | undefined {
  const at = (mark: string): number => {
    const cells = lines.map((line) => line.trim().split(/\s+/));
    const time = cells.find(([name]) => name === `code/extHost/${mark}ExtensionCode/${id}`)?.[1];
    return isTime(time) ? Number(time) : NaN;
  };
  const took = at('didLoad') - at('willLoad');
  return Number.isNaN(took) ? undefined : took;
}

/** Opens the report and finds the extension in it, which has to be awake; leaves the report open. */
export async function readActivationTimes(workbench: Workbench): Promise<ActivationTimes> {
  const { page } = workbench;
  await workbench.runCommand('Developer: Startup Performance');
  const report = page.locator('.editor-group-container.active .monaco-editor').first();
  await report.locator('.view-line').filter({ hasText: 'System Info' }).waitFor();
  // The report is long, and only what is in sight is there to be read.
  const find = async <Found>(
    text: string,
    read: (lines: readonly string[]) => Found | undefined,
    patience?: number,
  ): Promise<Found | undefined> => {
    const look = async (): Promise<Found | undefined> => {
      // To the editors: a log that comes up in the panel takes the keys.
      await page.keyboard.press('Control+1');
      await page.keyboard.press('Control+F');
      await report.locator('.find-widget.visible').getByRole('textbox').first().fill(text);
      const lines = await report.locator('.view-line').allInnerTexts();
      return read(lines.map((line) => line.replaceAll('\u00a0', ' ')));
    };
    return eventually(look, (value) => value !== undefined, patience);
  };
  const row = await find(`| ${id}`, activationRowIn);
  if (!row) throw new Error(`VS Code's report of start-up has no line of ${id}.`);
  return { ...row, ownLoad: (await find(`willLoadExtensionCode/${id}`, ownLoadIn, 3_000)) ?? row.load };
}

function cellsOf(line: string): string[] {
  return line.split('|').map((cell) => cell.trim());
}

function isTime(cell: string | undefined): cell is string {
  return cell !== undefined && /^\d+$/.test(cell);
}
