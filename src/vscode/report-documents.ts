import * as vscode from 'vscode';

/** Reports as documents that cannot be edited and never ask to be saved. */
export interface ReportDocuments extends vscode.Disposable {
  /** `name` is what the editor's tab shows. */
  show(name: string, content: string): Promise<void>;
  /** A document of this content, for whoever shows it. */
  document(name: string, content: string): vscode.Uri;
}

const scheme = 'poetry-report';

export function createReportDocuments(): ReportDocuments {
  const contents = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => contents.get(uri.path) ?? '',
  });
  const keep = (name: string, content: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    contents.set(uri.path, content);
    changed.fire(uri);
    return uri;
  };
  return {
    document: keep,
    async show(name, content) {
      const document = await vscode.workspace.openTextDocument(keep(name, content));
      await vscode.window.showTextDocument(document, { preview: false });
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
