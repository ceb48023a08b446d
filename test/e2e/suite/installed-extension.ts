import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export function installedExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('poetry-embedding-explorer.poetry-embedding-explorer');
  assert.ok(extension, 'the extension is installed');
  return extension;
}
