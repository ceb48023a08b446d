import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingRanges } from '../../src/vscode/check-settings.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Setting {
  type: string | string[];
  default: unknown;
  enum?: string[];
  markdownEnumDescriptions?: string[];
  minimum?: number;
  maximum?: number;
}
interface Manifest {
  icon: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; category: string; enablement?: string }[];
    configuration: { properties: Record<string, Setting> };
    walkthroughs: { icon: string; steps: { media: { markdown: string }; completionEvents: string[] }[] }[];
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const names = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { commands, configuration, walkthroughs } = manifest.contributes;

describe('the manifest', () => {
  it('takes each of its texts from package.nls.json, and leaves none of them unused', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(names).sort());
  });

  it('names the commands that the extension registers, and no other', () => {
    const source = read('src/extension.ts');
    const table = source.slice(source.indexOf('const commands'), source.indexOf('};'));
    const registered = [...table.matchAll(/^ {2}(\w+)[,:]/gm)].map(([, name]) => `poetryExplorer.${name}`);
    expect(commands.map(({ command }) => command).sort()).toEqual(registered.sort());
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(['%category%']));
  });

  it('does not activate before it is needed', () => {
    // Pages are opened by commands; after a reload of the window they are there before any command.
    const pages = readdirSync(path.join(root, 'webview')).filter((page) => page !== 'shared');
    expect(manifest.activationEvents.sort()).toEqual(
      [
        'onLanguage:plaintext',
        'workspaceContains:.poetry-explorer/runs',
        ...pages.map((page) => `onWebviewPanel:poetryExplorer.${page}`),
      ].sort(),
    );
  });

  it('gives the settings the ranges that they are checked by', () => {
    const setting = (name: string) => configuration.properties[`poetryExplorer.${name}`]!;
    expect(setting('preset').enum).toEqual(settingRanges.presets);
    expect(setting('preset').markdownEnumDescriptions).toHaveLength(settingRanges.presets.length);
    expect(setting('engine').enum).toEqual(settingRanges.engines);
    expect(setting('engine').markdownEnumDescriptions).toHaveLength(settingRanges.engines.length);
    for (const name of ['epochs', 'seed', 'batchSize', 'learningRate', 'threads'] as const) {
      expect([setting(name).minimum, setting(name).maximum]).toEqual(settingRanges[name]);
    }
  });

  it('follows no path out of an untrusted workspace', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'poetryExplorer.poemFolder',
      'poetryExplorer.wordVectors',
    ]);
  });

  it('refers to files and commands that exist', () => {
    const files = [
      manifest.icon,
      ...walkthroughs.flatMap(({ icon, steps }) => [icon, ...steps.map(({ media }) => media.markdown)]),
    ];
    for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
    const events = walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => step.completionEvents));
    const links = Object.values(names).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id!),
    );
    const mentioned = [...links, ...events.flatMap((event) => /^onCommand:(.*)/.exec(event)?.[1] ?? [])];
    // `<view>.focus` comes with each view.
    const own = mentioned.filter((id) => id.startsWith('poetryExplorer.') && !id.endsWith('.focus'));
    expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(own));
  });
});
