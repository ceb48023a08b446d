import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ListedSweep, SweepPlace } from '../protocol/sweep-messages.ts';
import { lockOwner } from '../runs/run-lock.ts';
import { sweepFolder } from '../runs/sweep-plan.ts';
import { askSweep } from './ask-sweep.ts';
import { chooseArchitectures } from './choose-architectures.ts';
import type { poemFolderToTrain } from './choose-poem-folder.ts';
import { duration } from './durations.ts';
import { notify, type tellProblem } from './notify.ts';
import type { Services } from './services.ts';
import type { readTrainingChoices } from './settings.ts';
import { sweepMemory } from './sweep-memory.ts';
import { createSweepPanel } from './sweep-panel.ts';
import type { placeRunsOf } from './train-autoencoder.ts';

/** The part of the extension that compares architectures: the entry of a bundle of its own. */
export interface SweepPart {
  compare(): Promise<void>;
  /** Says of the comparison that this window was in the middle of when it closed that it can go on. */
  offerInterrupted(): Promise<void>;
  /** Shows itself in a panel that was there before a reload of the window. */
  adopt(panel: vscode.WebviewPanel): void;
}

/** What the extension itself does, which its bundle hands over: problems are told by what they are there. */
export interface FromExtension {
  tellProblem: typeof tellProblem;
  poemFolderToTrain: typeof poemFolderToTrain;
  placeRunsOf: typeof placeRunsOf;
  readTrainingChoices: typeof readTrainingChoices;
}

const lateReleaseMs = 6 * 60_000;

/** So many comparisons of before are offered. */
const listedSweeps = 8;

export function createSweepPart(services: Services, extension: FromExtension): SweepPart {
  const { context, compute, log } = services;
  const memory = sweepMemory(context);
  const panel = createSweepPanel(services, {
    ...{ remember, another: () => compareAnew() },
    tellProblem: (problem) => extension.tellProblem(log, problem),
  });
  context.subscriptions.push(panel);

  async function remember(place: SweepPlace | undefined): Promise<void> {
    if (memory === undefined) return;
    try {
      if (!place) return await rm(memory, { force: true });
      await mkdir(path.dirname(memory), { recursive: true });
      await writeFile(memory, JSON.stringify(place));
    } catch (error) {
      // Only a convenience is lost: the command offers what is unfinished too.
      log.warn(`The comparison could not be remembered: ${String(error)}`);
    }
  }

  /** Asks what to compare, says what it would take, and begins. */
  async function compareAnew(): Promise<void> {
    if (panel.isTraining) return panel.show();
    const folder = await extension.poemFolderToTrain(services);
    if (folder === undefined) return;
    const chosen = await chooseArchitectures(context);
    if (!chosen) return;
    const { seed, wordVectors } = extension.readTrainingChoices(folder);
    const runsFolder = await extension.placeRunsOf(folder, services);
    const params = { folder, runsFolder, seed, ...(wordVectors !== undefined && { vectors: wordVectors }), ...chosen };
    const estimate = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Timing a few steps of each…') },
      () => askSweep(compute, 'estimate', params),
    );
    const { members, processes, seconds } = estimate;
    const begin: vscode.QuickPickItem = {
      label: `$(play) ${vscode.l10n.t('Begin')}`,
      detail: vscode.l10n.t(
        '{0} trainings, {1} at a time: roughly {2} on this machine',
        members,
        processes,
        duration(vscode.l10n, seconds),
      ),
    };
    const picked = await vscode.window.showQuickPick([begin], {
      title: vscode.l10n.t('Compare Architectures'),
      placeHolder: vscode.l10n.t('All on the same poems, split and seed. You can stop at any time and go on later'),
      ignoreFocusOut: true,
    });
    if (picked) await panel.train(await askSweep(compute, 'begin', params));
  }

  async function pickSweep(sweeps: readonly ListedSweep[]): Promise<ListedSweep | 'new' | undefined> {
    const anew = { label: `$(add) ${vscode.l10n.t('New Comparison…')}`, sweep: 'new' as const };
    const items = sweeps.slice(0, listedSweeps).map((sweep) => ({
      label: `$(${sweep.done < sweep.members ? 'debug-continue' : 'graph'}) ${new Date(sweep.created).toLocaleString()}`,
      description:
        sweep.done < sweep.members
          ? vscode.l10n.t('{0} of {1} architectures done', sweep.done, sweep.members)
          : vscode.l10n.t('{0} architectures', sweep.members),
      sweep,
    }));
    const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { sweep: ListedSweep | 'new' }>(
      [anew, ...items],
      {
        title: vscode.l10n.t('Compare Architectures'),
        placeHolder: vscode.l10n.t('A new comparison, or one of before'),
      },
    );
    return picked?.sweep;
  }

  return {
    async compare() {
      if (panel.isTraining) return panel.show();
      const { sweeps } = await askSweep(compute, 'list', { runsFolders: services.runs.places() });
      const picked = sweeps.length > 0 ? await pickSweep(sweeps) : 'new';
      if (picked === 'new') return compareAnew();
      if (picked) panel.show({ runsFolder: picked.runsFolder, id: picked.id });
    },

    async offerInterrupted() {
      const place = memory === undefined ? undefined : placeIn(await readFile(memory, 'utf8').catch(() => ''));
      await remember(undefined);
      if (!place || !(await isLetGo(place))) return;
      const { done, members } = (await askSweep(compute, 'list', { runsFolders: [place.runsFolder] })).sweeps.find(
        ({ id }) => id === place.id,
      ) ?? { done: 0, members: 0 };
      if (done >= members) return;
      const message = vscode.l10n.t(
        'A comparison of architectures was interrupted when the window was closed: {0} of {1} were done. Nothing is lost: it can go on from there.',
        done,
        members,
      );
      await notify('information', message, { title: vscode.l10n.t('Go On'), run: () => panel.train(place) });
    },

    adopt: (restored) => panel.adopt(restored),
  };
}

/** Whether the process of the window before has let go of it: a server that was not told lets it live for five minutes. */
async function isLetGo({ runsFolder, id }: SweepPlace): Promise<boolean> {
  for (const until = Date.now() + lateReleaseMs; Date.now() < until; await wait(500))
    if (!(await lockOwner(sweepFolder(runsFolder, id)))) return true;
  return false;
}

/** What the memory file names; undefined for what was cut off while being written. */
function placeIn(content: string): SweepPlace | undefined {
  try {
    const { runsFolder, id } = JSON.parse(content) as Record<string, unknown>;
    return typeof runsFolder === 'string' && typeof id === 'string' ? { runsFolder, id } : undefined;
  } catch {
    return undefined;
  }
}
