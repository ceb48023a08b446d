import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { readBaseModel } from '../../src/runs/base-model.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'poetry-package-'));

beforeAll(() => {
  execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: root, stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the packaged extension', () => {
  it('holds what an installed extension uses, and nothing else', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const above = files.filter((file) => !/^(dist|media|l10n)\//.test(file)).sort();
    expect(above).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'package.nls.json']);
    expect(files).toEqual(
      expect.arrayContaining([
        ...[
          'dist/extension.cjs',
          'dist/sweep.cjs',
          'dist/seldom.cjs',
          'dist/compute.mjs',
          'dist/engine-process.mjs',
          'dist/cli.mjs',
        ],
        ...['dist/kernels.plain.wasm', 'dist/kernels.relaxed.wasm', 'dist/kernels.wide.wasm', 'dist/kernel-thread.mjs'],
        ...['dist/check-wide-kernels.mjs', 'dist/vector-rows.wasm', 'dist/vector-thread.mjs', 'media/icon.png'],
      ]),
    );
    expect(files.filter((file) => file.endsWith('.map') || file.endsWith('.ts'))).toEqual([]);
    const poems = readdirSync(path.join(root, 'media/sample-poems'), { recursive: true, withFileTypes: true });
    const shipped = files.filter((file) => file.startsWith('media/sample-poems/'));
    expect(shipped).toHaveLength(poems.filter((entry) => entry.isFile()).length);
  });

  it('holds the base model, whole and under 3 MB', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const shipped = files.filter((file) => file.startsWith('media/base-model/')).sort();
    expect(shipped).toEqual(['media/base-model/config.json', 'media/base-model/model.safetensors']);
    expect(statSync(path.join(root, 'media/base-model/model.safetensors')).size).toBeLessThan(3_000_000);
    const { config } = await readBaseModel(path.join(root, 'media/base-model'));
    expect(config.vectors.source).toBe('bundled');
    expect(config.corpus.heldOutPoets.length).toBeGreaterThan(1);
    expect(config.training.command).toMatch(/^npm run train-base -- /);
  });

  it('asks VS Code for its API once a bundle, however many files use it', () => {
    for (const bundle of ['extension', 'seldom', 'sweep']) {
      const code = readFileSync(path.join(root, `dist/${bundle}.cjs`), 'utf8');
      expect(code.match(/require\(["']vscode["']\)/g), bundle).toHaveLength(1);
    }
  });

  it('is under 12 MB, and what activates under 150 KB', async () => {
    const packagePath = path.join(folder, 'extension.vsix');
    await createVSIX({
      ...{ cwd: root, packagePath, dependencies: false },
      ...{ allowMissingRepository: true, rewriteRelativeLinks: false },
    });
    expect(statSync(packagePath).size).toBeLessThan(12_000_000);
    expect(statSync(path.join(root, 'dist/extension.cjs')).size).toBeLessThan(150_000);
  });
});
