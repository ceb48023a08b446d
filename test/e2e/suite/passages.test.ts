import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import type { StoredChunk } from '../../../src/runs/stored-chunk.ts';
import { hostileTexts } from '../../vscode/hostile-texts.ts';

const hostileFile = 'mallory/hostile.json';

describe('A poem of a trained run', function () {
  this.timeout(180_000);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const runs = runsFolder(folder.uri.fsPath);
  const settings = vscode.workspace.getConfiguration('poetryExplorer');
  let chunks: StoredChunk[];
  let runId: string;
  let asked: StoredChunk;

  before(async () => {
    // A poem whose every name and line would like to be more than text.
    const poems = hostileTexts.map((text) => ({ title: text, author: text, text: `${text}\n`.repeat(6) }));
    mkdirSync(path.join(folder.uri.fsPath, 'mallory'), { recursive: true });
    writeFileSync(path.join(folder.uri.fsPath, hostileFile), JSON.stringify(poems, null, 1));
    await settings.update('preset', 'quick', vscode.ConfigurationTarget.Workspace);
    await settings.update('epochs', 3, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('poetryExplorer.trainAutoencoder');
    const run = await latestRun(runs);
    assert.ok(run);
    runId = run.id;
    chunks = await run.chunks();
    asked = chunks.find((chunk) => chunk.file.endsWith('six-chimneys.txt') && chunk.indexInPoem === 2)!;
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Other tests count the runs of this workspace.
    rmSync(path.join(runs, runId), { recursive: true, force: true });
    rmSync(path.join(folder.uri.fsPath, 'mallory'), { recursive: true, force: true });
  });

  const uriOf = (file: string): vscode.Uri => vscode.Uri.file(path.join(folder.uri.fsPath, file));
  const open = (file: string): Thenable<vscode.TextDocument> => vscode.workspace.openTextDocument(uriOf(file));
  const hoverAt = async (uri: vscode.Uri, line: number, character = 3): Promise<string> => {
    const place = new vscode.Position(line, character);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, place);
    const texts = hovers
      .flatMap(({ contents }) => contents)
      .map((text) => (typeof text === 'string' ? text : text.value));
    return texts.join('\n');
  };
  /** Of the neighbours in a hover: the reference that each link carries. */
  const linksIn = (hover: string): { run: string; chunk: number }[] =>
    [...hover.matchAll(/\]\(command:poetryExplorer\.revealChunkInPoem\?([^)]+)\)/g)].map(
      ([, query]) => (JSON.parse(decodeURIComponent(query!)) as [{ run: string; chunk: number }])[0],
    );
  const middleOf = ({ range }: StoredChunk): number => Math.ceil((range.start.line + range.end.line) / 2);

  it('tells on hover which chunk it is, with five links to the nearest passages, none of which overlaps it', async () => {
    const text = await hoverAt(uriOf(asked.file), middleOf(asked));
    assert.match(
      text,
      new RegExp(`chunk 3 of ${asked.chunksInPoem}, lines ${asked.range.start.line + 1}-${asked.range.end.line + 1}`),
    );
    const links = linksIn(text);
    assert.equal(links.length, 5);
    for (const { run, chunk } of links) {
      assert.equal(run, runId);
      const other = chunks[chunk]!;
      assert.ok(other.poem !== asked.poem || other.tokenStart >= asked.tokenEnd || other.tokenEnd <= asked.tokenStart);
    }
  });

  it('opens the passage of a link with exactly its words selected', async () => {
    for (const reference of linksIn(await hoverAt(uriOf(asked.file), middleOf(asked)))) {
      await vscode.commands.executeCommand('poetryExplorer.revealChunkInPoem', reference);
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      const chunk = chunks[reference.chunk]!;
      assert.equal(vscode.workspace.asRelativePath(editor.document.uri, false), chunk.file);
      const { start, end } = chunk.range;
      assert.ok(editor.selection.isEqual(new vscode.Range(start.line, start.character, end.line, end.character)));
    }
  });

  it('never becomes more than text, whatever its title and lines hold', async () => {
    const document = await open(hostileFile);
    const hostile = chunks.filter(({ file }) => file === hostileFile);
    assert.ok(hostile.length > 5, 'the hostile poems were trained on');
    for (const chunk of hostile) {
      const { line, character } = chunk.range.start;
      const text = await hoverAt(document.uri, line, character + 1);
      assert.match(text, /chunk \d+ of \d+/);
      const targets = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);
      assert.ok(
        targets.every((target) => /^command:poetryExplorer\.\w+(\?|$)/.test(target)),
        text,
      );
      assert.doesNotMatch(text, /<\w|https?:|www\.|\$\(/);
    }
  });

  it('keeps its links while lines are written before it, and says so when its own are changed', async () => {
    const document = await open(asked.file);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A line of today\nand one more\n'));
    const moved = await hoverAt(document.uri, middleOf(asked) + 2);
    assert.match(
      moved,
      new RegExp(`chunk 3 of ${asked.chunksInPoem}, lines ${asked.range.start.line + 3}-${asked.range.end.line + 3}`),
    );
    assert.doesNotMatch(moved, /Edited since the training/);
    await vscode.commands.executeCommand('poetryExplorer.revealChunkInPoem', { run: runId, chunk: asked.index });
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, asked.range.start.line + 2);

    const line = middleOf(asked) + 2;
    await editor.edit((edit) => edit.replace(document.lineAt(line).range, 'another harbour, another winter'));
    const edited = await hoverAt(document.uri, line);
    assert.match(edited, /Edited since the training: answered from the text as it stands/);
    assert.equal(linksIn(edited).length, 5);
    assert.ok(!linksIn(edited).some(({ chunk }) => chunk === asked.index), 'its old self is not its neighbour');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('shows its chunks above their lines and in the outline only where the setting says so', async () => {
    const { uri } = await open(asked.file);
    const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    const symbols = () =>
      vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri);
    assert.equal((await lenses()).length, 0);
    assert.equal((await symbols())?.length ?? 0, 0);
    await settings.update('showChunks', 'both', vscode.ConfigurationTarget.Workspace);
    try {
      const shown = await lenses();
      assert.equal(shown.length, asked.chunksInPoem);
      assert.equal(shown[2]!.range.start.line, asked.range.start.line);
      assert.match(
        shown[2]!.command!.title,
        new RegExp(`^chunk 3 of ${asked.chunksInPoem} · cosine -?\\d\\.\\d\\d · nearest: .+ \\(0\\.\\d\\d\\)$`),
      );
      const [poem, ...others] = (await symbols()) ?? [];
      assert.equal(others.length, 0);
      assert.equal(poem!.name, asked.title);
      assert.deepEqual(poem!.children[2]!.name, `chunk 3 of ${asked.chunksInPoem}`);
      assert.equal(poem!.children.length, asked.chunksInPoem);
    } finally {
      await settings.update('showChunks', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('is found by the assistants’ tool, which refuses what it cannot take', async () => {
    const tool = vscode.lm.tools.find(({ name }) => name === 'poetryExplorer_findPassages');
    assert.ok(tool, vscode.lm.tools.map(({ name }) => name).join(', '));
    const invoke = (input: object) =>
      vscode.lm.invokeTool('poetryExplorer_findPassages', { input, toolInvocationToken: undefined });
    const result = await invoke({ text: 'smoke over the chimneys', count: 3 });
    const [part] = result.content as [vscode.LanguageModelTextPart];
    const answer = JSON.parse(part.value) as {
      passages: { file: string; firstLine: number; text: string; similarity: number }[];
    };
    assert.equal(answer.passages.length, 3);
    for (const { file, firstLine, text, similarity } of answer.passages) {
      const chunk = chunks.find((known) => known.file === file && known.range.start.line + 1 === firstLine);
      assert.ok(chunk, `${file}:${firstLine}`);
      assert.ok(text.replace(/\s+/g, '').includes(chunk.text.replace(/\s+/g, '').slice(0, 20)));
      assert.ok(Math.abs(similarity) <= 1);
    }
    for (const input of [{ text: '…' }, { text: 'sea', count: 500 }, { text: 'sea', includeText: 'yes' }])
      await assert.rejects(async () => invoke(input));
  });
});
