import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictWords } from '../../src/compute/engines/engine-words.ts';
import { judgeEngine, type EngineSearch } from '../../src/compute/engines/find-usable-engine.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { TrainStart } from '../../src/compute/train-request.ts';
import type { EngineProblem } from '../../src/protocol/engine-choices.ts';
import { openRun } from '../../src/runs/read-run.ts';
import { folderOfPoems, temporaryFolder } from '../compute/sample-folder.ts';
import { nativeFolder, nativePackage } from './paths.ts';

const own = { runtimes: [process.execPath], script: path.resolve('dist/engine-process.mjs') };
const passingForGpu = {
  runtimes: [process.execPath],
  script: path.join(import.meta.dirname, 'process-on-cpu.ts'),
  execArgv: ['--import', import.meta.resolve('tsx')],
};

/** A copy of the installation without one of the parts of the package, and with what it needs, or without. */
function installationWithout(part: string, needs = true): string {
  const folder = temporaryFolder();
  const modules = path.join(nativeFolder, 'node_modules');
  const copies = path.join(folder, 'node_modules');
  const scope = '@tensorflow';
  mkdirSync(path.join(copies, scope), { recursive: true });
  const others = [...readdirSync(modules), ...readdirSync(path.join(modules, scope)).map((name) => `${scope}/${name}`)];
  for (const name of needs ? others : [])
    if (name !== scope && name !== `${scope}/tfjs-node-gpu`)
      symlinkSync(path.join(modules, name), path.join(copies, name));
  const copy = path.join(copies, scope, 'tfjs-node-gpu');
  cpSync(nativePackage, copy, { recursive: true, verbatimSymlinks: true });
  rmSync(path.join(copy, part), { recursive: true });
  return folder;
}

describe('the engine of CUDA on the package itself', () => {
  it.each<[string, () => string, EngineProblem, string]>([
    ['there is no GPU', () => nativeFolder, 'no CUDA', 'TensorFlow found no GPU that it can use'],
    ['its script has not run', () => installationWithout('lib'), 'binding missing', 'can not be found at path'],
    ['the library is missing', () => installationWithout('deps'), 'binding missing', 'libtensorflow'],
    ['its needs are missing', () => installationWithout('deps', false), 'package missing', 'Cannot find module'],
  ])('says so when %s', async (_, folder, problem, words) => {
    const verdict = await judgeEngine('cuda', { folders: [folder()], maker: own });
    expect(verdict).toMatchObject({ engine: 'cuda', usable: false, problem });
    expect(verdictWords(verdict)).toContain(words);
  });

  it('trains in its process as the default engine does', async () => {
    const folder = folderOfPoems(6);
    const trained = async (engine: 'cuda' | 'wasm', engines?: EngineSearch) => {
      let start: TrainStart | undefined;
      const watch = { onStart: (started: TrainStart) => void (start = started) };
      const request = { folder, preset: 'quick', epochs: 3, engine, ...(engines && { engines }) } as const;
      const { run, status } = await trainFolder(request, watch, new AbortController().signal);
      expect(status).toBe('complete');
      expect(start?.engine.engine).toBe(engine);
      return (await openRun(run)).history();
    };
    const [native, own] = [
      await trained('cuda', { folders: [nativeFolder], maker: passingForGpu }),
      await trained('wasm'),
    ];
    expect(native.map(({ trainLoss }) => trainLoss)).toEqual(
      own.map(({ trainLoss }) => expect.closeTo(trainLoss, 4) as number),
    );
  });
});
