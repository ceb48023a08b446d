import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const shellBlocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]!.trim());

describe('the README', () => {
  it('names only scripts that exist', () => {
    const named = [...readme.matchAll(/npm (?:run ([\w:-]+)|(test|start)\b)/g)].map((match) => match[1] ?? match[2]!);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('shows only pictures that exist', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((picture) => !fs.existsSync(path.join(root, picture)))).toEqual([]);
  });

  it('begins with a command that trains on the sample poems and shows what was learned', () => {
    const [install, train] = shellBlocks[0]!.split(' && ');
    // Whoever runs this test has installed already.
    expect(install).toBe('npm ci');
    const runs = path.join(root, '.poetry-explorer');
    const hadRuns = fs.existsSync(runs);
    const result = spawnSync(train!, { cwd: root, shell: true, encoding: 'utf8' });
    if (!hadRuns) fs.rmSync(runs, { recursive: true, force: true });
    expect(result.status, result.stderr).toBe(0);
    expect(result.stderr).toMatch(/Epoch 7\/7/);
    expect(result.stdout).toMatch(/^Trained recommended on 56 poems/m);
    expect(result.stdout).toMatch(/Nearest to the passage around/);
    expect(result.stdout).toMatch(/sample-poems\/[\w-]+\/[\w-]+\.txt:\d+/);
  });
});
