import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/corpus/user-error.ts';
import { listRuns, openRun } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { createRun, resumeRun } from '../../src/runs/write-run.ts';
import { bundleChild } from './children/bundle-child.ts';
import * as sample from './sample-run.ts';

let place: ReturnType<typeof sample.temporaryFolder>;
beforeEach(() => {
  place = sample.temporaryFolder();
});
afterEach(() => place.remove());

const root = process.getuid?.() === 0;

describe.skipIf(!existsSync('/dev/full'))('a full disk (skipped where the system has no /dev/full)', () => {
  it('is reported, and the run goes on from its last epoch once there is space', async () => {
    const writer = await createRun(place.folder, sample.plan);
    await writer.appendEpoch(sample.epochRecord(1));
    await writer.writeCheckpoint(sample.checkpoint(1));
    const history = path.join(writer.folder, 'history.jsonl');
    rmSync(history);
    symlinkSync('/dev/full', history);
    await expect(writer.appendEpoch(sample.epochRecord(2))).rejects.toThrow(
      new UserError(`Cannot write ${history}: the disk is full; free some space, then resume the run.`),
    );
    rmSync(history);
    writeFileSync(history, JSON.stringify(sample.epochRecord(1)) + '\n');
    await writer.appendEpoch(sample.epochRecord(2));
    await writer.close();
    expect(await (await openRun(writer.folder)).history()).toEqual([1, 2].map(sample.epochRecord));
  });
});

/** A file system of 200 KB of its own; undefined where this user may not have one. */
function smallDisk(folder: string): { fill(bytes: number): void; free(): void; remove(): void } | undefined {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = path.join(folder, 'ballast');
  return {
    fill: (bytes) => writeFileSync(ballast, Buffer.alloc(bytes)),
    free: () => rmSync(ballast),
    remove: () => execFileSync('umount', [folder]),
  };
}

it('a disk that fills up at any point leaves a sound run (skipped where this user may not mount one)', async ({
  skip,
}) => {
  const folder = path.join(place.folder, 'disk');
  const disk = smallDisk(folder);
  if (!disk) return skip();
  try {
    let refused = 0;
    for (let spare = 0; spare < 60; spare += 4) {
      disk.fill((200 - spare) * 1024);
      const written = async (): Promise<void> =>
        sample.writeEverything(await createRun(path.join(folder, 'runs'), sample.plan));
      await written().catch((error: unknown) => {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message).toContain('the disk is full');
        refused++;
      });
      disk.free();
      for (const run of await listRuns(path.join(folder, 'runs'))) {
        expect(run.problem).toBeUndefined();
        expect(await checkRun(run.folder)).toEqual([]);
        rmSync(run.folder, { recursive: true });
      }
    }
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(15);
  } finally {
    disk.remove();
  }
});

describe('a folder that cannot be written', () => {
  it.skipIf(process.platform === 'win32')(
    'is reported (as somebody else than root, to whom nothing is forbidden)',
    async () => {
      const locked = path.join(place.folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o555);
      chmodSync(place.folder, 0o755);
      const script = await bundleChild(path.join(import.meta.dirname, 'children/create-run.ts'), place.folder);
      const as = root ? { uid: 65534, gid: 65534 } : {};
      const { stdout } = spawnSync(process.execPath, [script, path.join(locked, 'runs')], { ...as, encoding: 'utf8' });
      expect(stdout).toBe(
        `UserError: Cannot write ${locked}/runs: there is no permission to write it; change the permissions, or choose another folder.\n`,
      );
    },
  );

  it('is reported when a file stands in its place', async () => {
    writeFileSync(path.join(place.folder, 'runs'), '');
    for (const runs of ['runs', 'runs/deeper'])
      await expect(createRun(path.join(place.folder, runs), sample.plan)).rejects.toThrow(
        'a file stands where a folder is needed',
      );
  });

  it('is reported when it has been deleted under a writer', async () => {
    const writer = await createRun(place.folder, sample.plan);
    rmSync(writer.folder, { recursive: true });
    await expect(writer.appendEpoch(sample.epochRecord(1))).rejects.toThrow(UserError);
    await expect(resumeRun(writer.folder)).rejects.toThrow('holds no run');
  });
});
