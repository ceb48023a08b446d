import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEngine } from '../../../src/compute/engines/engine-packages.ts';
import { engineRuntimes } from '../../../src/compute/engines/engine-runtimes.ts';
import { judgeEngine, type EngineSearch } from '../../../src/compute/engines/find-usable-engine.ts';
import { listEngines } from '../../../src/compute/engines/list-engines.ts';
import { createVerdictCache, verdictKey } from '../../../src/compute/engines/verdict-cache.ts';
import type { EngineVerdict } from '../../../src/protocol/engine-choices.ts';
import { temporaryFolder } from '../sample-folder.ts';
import { folderWithPackage } from './made-up-packages.ts';
import { wasmInAProcess } from './process-for-tests.ts';

const name = '@tensorflow/tfjs-node-gpu';
const usable: EngineVerdict = {
  ...{ engine: 'cuda', usable: true, description: 'tfjs-node-gpu', adapter: '', version: '4.22.0', runtime: '/node' },
};
const failed: EngineVerdict = { engine: 'cuda', usable: false, problem: 'no CUDA', detail: '' };

describe('what a probe found', () => {
  it('is kept: what works until something changes, what does not for a day', async () => {
    const storage = temporaryFolder();
    let now = 0;
    const cache = createVerdictCache(storage, () => now);
    await cache.set('["cuda",1]', usable);
    await cache.set('["webgpu",1]', { ...failed, engine: 'webgpu' });
    now = 23 * 3600_000;
    expect(await createVerdictCache(storage, () => now).get('["cuda",1]')).toEqual(usable);
    expect(await cache.get('["webgpu",1]')).toMatchObject({ problem: 'no CUDA' });
    expect(await cache.get('["cuda",2]')).toBeUndefined();
    now += 3600_001;
    expect(await cache.get('["webgpu",1]')).toBeUndefined();
    expect(await cache.get('["cuda",1]')).toEqual(usable);
    // Of each engine the last.
    await cache.set('["cuda",2]', failed);
    expect(await cache.get('["cuda",1]')).toBeUndefined();
    expect(await cache.get('["cuda",2]')).toEqual(failed);
  });

  it('is found out anew where the file is damaged, and where there is no place for it', async () => {
    const storage = temporaryFolder();
    const cache = createVerdictCache(storage);
    for (const content of ['{', '[]', '{"[\\"cuda\\",1]": {"when": 0, "verdict": {"usable": true}}}', 'null']) {
      writeFileSync(path.join(storage, 'engine-verdicts.json'), content);
      expect(await cache.get('["cuda",1]')).toBeUndefined();
    }
    await cache.set('["cuda",1]', usable);
    expect(await cache.get('["cuda",1]')).toEqual(usable);
    const none = createVerdictCache(undefined);
    await none.set('["cuda",1]', usable);
    expect(await none.get('["cuda",1]')).toBeUndefined();
  });

  it('holds for one version of the package and of the executable', () => {
    const found = { engine: 'cuda', folder: '/engines', version: '4.22.0' } as const;
    const node = path.join(mkdtempSync(path.join(temporaryFolder(), 'bin-')), 'node');
    writeFileSync(node, 'one');
    const key = verdictKey(found, [node]);
    expect(verdictKey(found, [node])).toBe(key);
    expect(verdictKey({ ...found, version: '4.23.0' }, [node])).not.toBe(key);
    writeFileSync(node, 'another');
    expect(verdictKey(found, [node])).not.toBe(key);
  });

  it('is asked for again when a person asks, and else taken from what is known', async () => {
    const search: EngineSearch = {
      folders: [folderWithPackage(name, '4.22.0')],
      storage: temporaryFolder(),
      maker: wasmInAProcess('no cuda'),
    };
    expect(await judgeEngine('cuda', search)).toMatchObject({ problem: 'no CUDA' });
    const mended = { ...search, maker: wasmInAProcess() };
    expect(await judgeEngine('cuda', mended)).toMatchObject({ usable: false });
    expect(await judgeEngine('cuda', mended, 'anew')).toMatchObject({ usable: true });
    const broken = { ...search, maker: wasmInAProcess('killed') };
    expect(await judgeEngine('cuda', broken, 'anew')).toMatchObject({ usable: true });
    expect(await judgeEngine('cuda', broken, 'always')).toMatchObject({ usable: false, problem: 'crashed' });
    const kept = JSON.parse(readFileSync(path.join(search.storage!, 'engine-verdicts.json'), 'utf8')) as object;
    expect(Object.keys(kept)).toHaveLength(1);
  });
});

describe('engines', () => {
  it('are looked for in the folders that are given, in their order, and nowhere else', () => {
    const [old, none, now] = [folderWithPackage(name, '4.21.0'), temporaryFolder(), folderWithPackage(name, '4.22.0')];
    expect(findEngine('cuda', [none, now, old])).toEqual({ engine: 'cuda', folder: now, version: '4.22.0' });
    expect(findEngine('cuda', [none])).toBeUndefined();
    // The repository's own node_modules has it.
    expect(findEngine('webgpu', [none])).toBeUndefined();
    expect(findEngine('cuda', [folderWithPackage(name, '4.22.0', { 'package.json': '{' })])).toBeUndefined();
    expect(findEngine('cpu', [])).toEqual({ engine: 'cpu', folder: '', version: '' });
  });

  it('are run by this executable first, then the setting’s, then the one of the search path', () => {
    const folder = temporaryFolder();
    const [mine, other] = ['mine', 'other'].map((file) => {
      const node = path.join(folder, file, 'node');
      return { folder: path.dirname(node), node };
    }) as [{ folder: string; node: string }, { folder: string; node: string }];
    for (const place of [mine, other]) makeExecutable(place.node);
    const searched = ['relative', '/nowhere', other.folder, mine.folder].join(path.delimiter);
    expect(engineRuntimes(mine.node, searched)).toEqual([process.execPath, mine.node, other.node]);
    expect(engineRuntimes(process.execPath, '')).toEqual([process.execPath]);
    expect(engineRuntimes(path.join(folder, 'missing'), '')).toEqual([process.execPath]);
  });

  it('are listed with a word on each', async () => {
    const listed = await listEngines({ folders: [], maker: wasmInAProcess() }, false);
    expect(listed.map(({ engine, usable: works, problem }) => [engine, works, problem])).toEqual([
      ['wasm', true, null],
      ['cuda', false, 'package missing'],
      ['webgpu', false, 'package missing'],
      ['cpu', true, null],
    ]);
    for (const { words } of listed) expect(words).toMatch(/^[A-Zw].*\.$/);
  });
});

function makeExecutable(file: string): void {
  mkdirSync(path.dirname(file));
  writeFileSync(file, '#!/bin/sh', { mode: 0o755 });
}
