import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { lockOwner } from '../runs/run-lock.ts';
import { notify } from './notify.ts';
import { resumeRun } from './resume-training.ts';
import type { Services } from './services.ts';
import { rememberedTraining, rememberTraining } from './training-memory.ts';

/** A training that was cut off this recently goes on by itself: the window was reloaded, not closed. */
const reloadMs = 2 * 60_000;

/** The process of the window before stops at its checkpoint; it has this long for that. */
const releaseMs = 15_000;

/** A server that was not told of the reload lets the window before live for five minutes; the run is watched until then. */
const lateReleaseMs = 6 * 60_000;

/**
 * Takes up a training that this window was in the middle of when it closed: after a reload it goes on from its last
 * checkpoint and says so, later it is offered.
 */
export async function takeUpInterruptedTraining(services: Services): Promise<void> {
  const { context, runs, log } = services;
  const folder = await rememberedTraining(context);
  if (folder === undefined) return;
  log.info(`The training of ${folder} was under way when the window closed.`);
  const inTime = await isReleased(folder, releaseMs);
  if (!inTime) {
    void notify(
      'information',
      vscode.l10n.t('The run {0} is still being trained by another window.', path.basename(folder)),
    );
    if (!(await isReleased(folder, lateReleaseMs))) return;
  }
  await rememberTraining(context, undefined);
  await runs.refresh();
  const run = runs.unfinished.find((unfinished) => unfinished.folder === folder);
  if (!run) return;
  // Released late, it may have been stopped on purpose, in the other window.
  if (inTime && Date.now() - (await lastChange(folder)) < reloadMs) {
    const title = vscode.l10n.t('Training goes on after epoch {0}, where the window was closed', run.epochs);
    return await resumeRun(services, run, title);
  }
  const message = vscode.l10n.t(
    'Training was interrupted after epoch {0}, when the window was closed. Nothing is lost: it can go on from there.',
    run.epochs,
  );
  await notify('information', message, { title: vscode.l10n.t('Resume'), run: () => resumeRun(services, run) });
}

async function isReleased(folder: string, limitMs: number): Promise<boolean> {
  for (const until = Date.now() + limitMs; Date.now() < until; await wait(250)) {
    if (!(await lockOwner(folder))) return true;
  }
  return false;
}

/** Milliseconds since 1970 of the newest change among the run's files. */
async function lastChange(folder: string): Promise<number> {
  const names = await fs.readdir(folder).catch(() => []);
  const times = await Promise.all(
    ['.', 'checkpoint', ...names].map((name) =>
      fs.stat(path.join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
