import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromAnyPage } from '../protocol/page-messages.ts';
import type { Reader } from '../protocol/read-value.ts';
import { saveFile } from './save-file.ts';
import type { Services } from './services.ts';

/**
 * A page of webview/ in a panel of its own, one at a time. To add a page: a folder `webview/<page>` with a `main.ts` (the
 * build finds it), its two kinds of messages with a reader in src/protocol (`readPageMessages`), and a file here that calls `createPage`. The
 * page posts `{ type: 'ready' }` whenever it starts, also after a reload of the window; `onReady` then sends everything
 * it shows, for a page keeps no truth.
 */
export interface PageOptions<ToPage, FromPage> {
  /** Its folder in webview/. */
  page: string;
  title: string;
  /** Reads a message of the page, and throws for any other. */
  read: Reader<FromPage>;
  onReady(post: (message: ToPage) => void): unknown;
  onMessage(message: Exclude<FromPage, FromAnyPage>, post: (message: ToPage) => void): unknown;
  onClose?(): void;
  /** Somebody else brings the panel back after a reload of the window, by `adopt`. */
  adopted?: boolean;
}

export interface Page<ToPage> extends vscode.Disposable {
  /** Shows the panel, which is made where there is none. */
  open(options?: { beside?: boolean; preserveFocus?: boolean }): void;
  readonly isOpen: boolean;
  /** Open and not behind another tab, where a page is not kept. */
  readonly isVisible: boolean;
  /** Nothing happens while the page is closed or has not started: it gets everything when it is ready. */
  post(message: ToPage): void;
  setTitle(title: string): void;
  /** Shows itself in a panel that is there already. */
  adopt(panel: vscode.WebviewPanel): void;
}

type PageServices = Pick<Services, 'context' | 'log'>;

export function createPage<ToPage, FromPage extends FromAnyPage | { type: string }>(
  { context, log }: PageServices,
  options: PageOptions<ToPage, FromPage>,
): Page<ToPage> {
  const viewType = `poetryExplorer.${options.page}`;
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  let panel: vscode.WebviewPanel | undefined;
  let ready = false;

  const post = (message: ToPage): void => {
    if (ready) void panel?.webview.postMessage(message);
  };
  const adopt = (adopted: vscode.WebviewPanel): void => {
    panel = adopted;
    ready = false;
    adopted.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
    adopted.iconPath = { light: icon('light'), dark: icon('dark') };
    adopted.webview.onDidReceiveMessage((raw: unknown) => {
      let message: FromPage;
      try {
        message = options.read(raw, 'message');
      } catch (error) {
        log.warn(`A message of the page ${options.page} was left out: ${String(error)}`);
        return;
      }
      const answer = async (): Promise<void> => {
        const common = message as FromAnyPage;
        if (common.type === 'copy') await vscode.env.clipboard.writeText(common.text);
        else if (common.type === 'save') await saveFile(common);
        else if (common.type === 'ready') {
          ready = true;
          await options.onReady(post);
        } else await options.onMessage(message as Exclude<FromPage, FromAnyPage>, post);
      };
      answer().catch((error: unknown) => log.error(`The page ${options.page} could not be answered: ${String(error)}`));
    });
    adopted.onDidDispose(() => {
      if (panel === adopted) panel = undefined;
      ready = false;
      options.onClose?.();
    });
    adopted.webview.html = pageHtml(adopted.webview, folder, options.page, options.title);
  };

  const serializer = options.adopted
    ? undefined
    : vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel(restored) {
          adopt(restored);
          return Promise.resolve();
        },
      });

  return {
    get isOpen() {
      return panel !== undefined;
    },
    get isVisible() {
      return panel?.visible ?? false;
    },
    open({ beside = true, preserveFocus = false } = {}) {
      if (panel) return panel.reveal(undefined, preserveFocus);
      const viewColumn = beside && vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const enableScripts = { enableScripts: true, localResourceRoots: [folder] };
      adopt(vscode.window.createWebviewPanel(viewType, options.title, { viewColumn, preserveFocus }, enableScripts));
    },
    post,
    adopt,
    setTitle(title) {
      if (panel) panel.title = title;
    },
    dispose() {
      serializer?.dispose();
      panel?.dispose();
    },
  };
}

/** The page's document: nothing runs or loads but its own script and styles. */
export function pageHtml(
  webview: Pick<vscode.Webview, 'cspSource' | 'asWebviewUri'>,
  folder: vscode.Uri,
  page: string,
  title: string,
): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    'img-src data:',
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const safeTitle = title.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!DOCTYPE html>
<html lang="${/^[\w-]+$/.test(vscode.env.language) ? vscode.env.language : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${safeTitle}</title>
    <link rel="stylesheet" href="${address(`${page}.css`)}">
  </head>
  <body>
    <main id="page"></main>
    <script nonce="${nonce}" src="${address(`${page}.js`)}"></script>
  </body>
</html>`;
}
