import fs from 'node:fs';
import path from 'node:path';
import { extensionPackage, repositoryRoot, vscodeServer } from '../e2e/paths.ts';
import { readActivationTimes, type ActivationTimes } from '../e2e/runner/activation-times.ts';
import { copySamplePoems } from '../e2e/runner/sample-workspace.ts';
import { withSession } from '../e2e/runner/session.ts';
import { fillWithTrainedSamples } from '../e2e/runner/trained-workspace.ts';
import { findChromium } from '../e2e/system-packages.ts';
import { Workbench } from '../e2e/workbench.ts';
import { summarize, type Summary } from './summarize.ts';

/** In ms, of windows that were opened on a folder one after the other. */
export interface FolderActivation {
  folder: string;
  /** Loading the extension's code and calling `activate()`, without what VS Code loads in between. */
  own: Summary;
  ownLoad: Summary;
  call: Summary;
  /**
   * What VS Code calls the activation. In a window that opens it holds the loading of its own extensions that wake at the
   * same moment and are loaded before.
   */
  reported: Summary;
  /** What woke the extension. */
  events: string[];
}

/** Milliseconds in which a window comes to rest, and an extension that wakes by itself has woken. */
const rest = 4000;

/**
 * Opens a real VS Code on the sample poems, `rounds` times without a run, where the extension sleeps until it is used or
 * a plain text is opened, and as often with one, where it wakes while the window opens; reads what VS Code says its
 * activation took. Every window has an extension host of its own, a new process. Throws an Error that says what is missing.
 */
export async function benchActivationInVSCode(rounds: number): Promise<FolderActivation[]> {
  if (!fs.existsSync(vscodeServer)) throw new Error('VS Code’s server is not installed: npm run vscode:setup');
  if (findChromium() === undefined) throw new Error('there is no Chromium: npm run vscode:setup');
  if (!fs.existsSync(extensionPackage)) throw new Error('the extension is not packaged: npm run package');
  return [
    await benchFolder('in a folder without a run', copySamplePoems, rounds, (workbench) =>
      workbench.runCommand('Poetry: Show Log'),
    ),
    await benchFolder('in a folder with a run', fillWithTrainedSamples, rounds, () => Promise.resolve()),
  ];
}

async function benchFolder(
  folder: string,
  fillWorkspace: (folder: string) => void | Promise<void>,
  rounds: number,
  wake: (workbench: Workbench) => Promise<void>,
): Promise<FolderActivation> {
  const limitSeconds = 60 + 60 * rounds;
  const measured = await withSession({ name: 'bench', fillWorkspace, limitSeconds }, async (session) => {
    const bundle = 'dist/extension.cjs';
    const [installed, built] = [session.extensionFolder, repositoryRoot].map((at) =>
      fs.readFileSync(path.join(at, bundle)),
    );
    if (!installed!.equals(built!)) throw new Error('the .vsix is not of this build: npm run package');
    const workbench = new Workbench(session.page);
    const times: ActivationTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      if (round > 0) await workbench.reloadWindow();
      await session.page.waitForTimeout(rest);
      await wake(workbench);
      times.push(await readActivationTimes(workbench));
      // Open in the next window from the start, the panel with the log would wake the extension there.
      if (await session.page.locator('.part.panel').isVisible()) await session.page.keyboard.press('Control+J');
    }
    return times;
  });
  return {
    folder,
    own: summarize(measured.map(({ ownLoad, call }) => ownLoad + call)),
    ownLoad: summarize(measured.map(({ ownLoad }) => ownLoad)),
    call: summarize(measured.map(({ call }) => call)),
    reported: summarize(measured.map(({ load, call }) => load + call)),
    events: [...new Set(measured.map(({ event }) => event))],
  };
}
