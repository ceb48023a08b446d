import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { installedExtension } from './installed-extension.ts';

interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, Setting> };
  };
}

interface Setting {
  type: string | string[];
  default: unknown;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  markdownEnumDescriptions?: string[];
  markdownDescription: string;
}

describe('what the extension contributes', () => {
  const { commands, configuration } = (installedExtension().packageJSON as Manifest).contributes;
  const settings = Object.entries(configuration.properties);

  it('is commands of the category Poetry, each of which is there to run', async () => {
    const known = await vscode.commands.getCommands(true);
    for (const { command, title, category } of commands) {
      assert.equal(category, 'Poetry', command);
      assert.doesNotMatch(title, /%/, `the title of ${command} has its text`);
      assert.ok(known.includes(command), command);
    }
    const titles = commands.map(({ title }) => title);
    for (const title of [
      'Train Autoencoder',
      'Resume Training',
      'Open Sample Poems',
      'Choose Poem Folder…',
      'Show Log',
    ]) {
      assert.ok(titles.includes(title), title);
    }
  });

  it('is settings that say what they do', () => {
    assert.ok(settings.length > 0);
    for (const [name, { markdownDescription, enum: values, markdownEnumDescriptions }] of settings) {
      assert.ok(name.startsWith('poetryExplorer.'), name);
      assert.match(markdownDescription, /^[A-Z].{20,}\.$/, name);
      assert.equal(markdownEnumDescriptions?.length, values?.length, `${name} describes each of its values`);
    }
  });

  it('is numbers with a range, whose default the preset or the range allows', () => {
    const isNumber = ({ type }: Setting): boolean => [type].flat().some((one) => one === 'number' || one === 'integer');
    const numbers = settings.filter(([, setting]) => isNumber(setting));
    assert.ok(numbers.length > 0);
    for (const [name, { minimum, maximum, default: value }] of numbers) {
      assert.ok(typeof minimum === 'number' && typeof maximum === 'number' && minimum < maximum, name);
      assert.ok(value === null || (typeof value === 'number' && value >= minimum && value <= maximum), name);
      const read = vscode.workspace.getConfiguration().get(name);
      assert.deepEqual(read, value, `${name} is read with its default`);
    }
  });
});
