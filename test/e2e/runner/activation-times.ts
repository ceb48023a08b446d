import { eventually, type Workbench } from '../workbench.ts';

/** How long the extension took to wake, in whole ms, as VS Code itself has measured it. */
export interface ActivationTimes {
  /** Loading its code. */
  load: number;
  /** The call of `activate()`. With `load` it is what "Developer: Show Running Extensions" calls its activation. */
  call: number;
  /** From there until what `activate()` returned was at hand; other extensions that wake just then come in between. */
  finish: number;
  /** What woke it, such as "onLanguage:plaintext". */
  event: string;
}

/**
 * Reads a line of the table in VS Code's report "Startup Performance": extension, whether eager, the three times, the
 * event, and which extension asked for it. Undefined for any other line.
 */
export function activationTimesIn(line: string): ActivationTimes | undefined {
  const [, extension, eager, load, call, finish, event] = line.split('|').map((cell) => cell.trim());
  if (extension?.split('.').at(-1) !== 'poetry-embedding-explorer' || !/^(true|false)$/.test(eager ?? '')) return;
  const times = [load, call, finish].map((cell) => (/^\d+$/.test(cell ?? '') ? Number(cell) : NaN));
  if (!event || !times.every(Number.isFinite)) return;
  return { load: times[0]!, call: times[1]!, finish: times[2]!, event };
}

/** Opens the report and finds the extension in it, which has to be awake; leaves the report open. */
export async function readActivationTimes(workbench: Workbench): Promise<ActivationTimes> {
  const { page } = workbench;
  await workbench.runCommand('Developer: Startup Performance');
  const report = page.locator('.editor-group-container.active .monaco-editor').first();
  await report.locator('.view-line').filter({ hasText: 'System Info' }).waitFor();
  const find = report.locator('.find-widget.visible');
  // The report is long, and only what is in sight is there to be read.
  const look = async (): Promise<ActivationTimes | undefined> => {
    // To the editors: a log that comes up in the panel takes the keys.
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+F');
    await find.getByRole('textbox').first().fill('| poetry-embedding-explorer.');
    const rows = report.locator('.view-line').filter({ hasText: 'poetry-embedding-explorer.' });
    const lines = await rows.allInnerTexts();
    return lines.map((line) => activationTimesIn(line.replaceAll('\u00a0', ' '))).find(Boolean);
  };
  const times = await eventually(look, (found) => found !== undefined);
  if (times === undefined) throw new Error("The extension is not in VS Code's report of start-up.");
  return times;
}
