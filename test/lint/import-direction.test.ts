import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
// The project's own configuration, less what needs a file that exists.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] },
    { files: ['**/*.ts'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
  ],
});

async function complaints(file: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: path.join(root, file) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
}

/** A file that does not exist, in each room. */
function madeUpFile(room: string): string {
  if (room === 'webview') return 'webview/made-up.ts';
  return room.endsWith('.ts') ? `src/${room}` : `src/${room}/made-up.ts`;
}

const forbidden: Record<string, string> = {
  corpus: "import { a } from '../model/a.ts';",
  embeddings: "import { a } from '../training/a.ts';",
  model: "import { a } from '../engine/a.ts';",
  engine: "import { a } from '../runs/a.ts';",
  runs: "export { a } from '../training/a.ts';",
  passages: "import { a } from '../runs/a.ts';",
  training: "import { a } from '../analysis/a.ts';",
  analysis: "import { a } from '../training/a.ts';",
  protocol: "import { a } from '../runs/a.ts';",
  compute: "const a = import('../vscode/a.ts');",
  vscode: "import { a } from '../compute/a.ts';",
  cli: "import type { A } from '../vscode/a.ts';",
  'cli.ts': "import { a } from './extension.ts';",
  'extension.ts': "import { a } from './runs/a.ts';",
  webview: "import { a } from '../src/runs/a.ts';",
};

const allowed: Record<string, string> = {
  corpus: "import { a } from './a.ts';",
  embeddings: "import { a } from '../corpus/a.ts';",
  model: "import { a } from './a.ts';",
  engine: "import { a } from '../model/a.ts';",
  runs: "import { UserError } from '../corpus/user-error.ts';",
  passages: "import { a } from '../corpus/a.ts';",
  training: "import { a } from '../engine/a.ts';",
  analysis: "import type { A } from '../corpus/a.ts';",
  protocol: "import type { A } from '../runs/a.ts';",
  compute: "import { a } from '../training/a.ts';",
  vscode: "import * as vscode from 'vscode';\nimport { a } from '../protocol/a.ts';",
  cli: "import { a } from '../compute/a.ts';",
  'cli.ts': "import { a } from './cli/a.ts';",
  'extension.ts': "import * as vscode from 'vscode';\nimport { a } from './vscode/a.ts';",
  webview: "import { a } from '../src/protocol/a.ts';",
};

describe('the direction of imports', () => {
  it('is laid down for every room there is', () => {
    expect(Object.keys(forbidden)).toEqual(expect.arrayContaining(readdirSync(path.join(root, 'src'))));
  });

  it.each(Object.entries(forbidden))('is kept in %s: it refuses %s', async (room, code) => {
    expect(await complaints(madeUpFile(room), code)).toEqual([expect.stringMatching(/^rooms\/import-direction: /)]);
  });

  it.each(Object.entries(allowed))('leaves %s its own way: it accepts %s', async (room, code) => {
    expect(await complaints(madeUpFile(room), code)).toEqual([]);
  });

  const strangers = Object.keys(forbidden).filter((room) => !['vscode', 'extension.ts'].includes(room));
  it.each(strangers)('keeps vscode out of %s', async (room) => {
    const [first] = await complaints(madeUpFile(room), "import type * as vscode from 'vscode';");
    expect(first).toContain('may not import vscode');
  });

  it('lets types through only as types', async () => {
    const [first] = await complaints('src/analysis/made-up.ts', "import { A } from '../model/a.ts';");
    expect(first).toContain('only types of model');
  });

  it('refuses a room that is not listed, and what lies outside the rooms', async () => {
    const [unlisted] = await complaints('src/attic/made-up.ts', 'export {};');
    expect(unlisted).toContain('attic is not listed');
    const [outside] = await complaints('src/corpus/made-up.ts', "import { a } from '../../test/a.ts';");
    expect(outside).toContain('in no room');
  });

  it('refuses any', async () => {
    const [first] = await complaints('src/corpus/made-up.ts', 'export const a: any = 1;');
    expect(first).toContain('no-explicit-any');
  });
});
