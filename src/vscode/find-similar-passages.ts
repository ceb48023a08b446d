import * as vscode from 'vscode';
import { pointOf } from '../passages/passage-table.ts';
import { nearestPassages } from '../passages/search.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import type { Explored } from './explorer.ts';
import { exploredToUse } from './explored-to-use.ts';
import { passageItem, pickPassage, type PassageList } from './pick-passage.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

const shownPassages = 50;
/** Milliseconds without a key after which what was typed is looked for. */
const pause = 200;
/** No passage is longer; more of a selection would only blur it. */
const longestSelection = 4000;

/** "Find Similar Passages…": the passages nearest to a text that is selected or typed. */
export async function findSimilarPassages(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const explored = await exploredToUse(services, editor?.document.uri);
  if (!explored) return;
  const selected = editor?.document.getText(editor.selection).slice(0, longestSelection).trim() ?? '';
  await pickPassage(services, (pick, show) => {
    pick.title = vscode.l10n.t('Find Similar Passages');
    pick.placeholder = vscode.l10n.t('Type a line, or a few words as a poem would have them');
    let asked = 0;
    let timer: NodeJS.Timeout | undefined;
    const look = async (text: string): Promise<void> => {
      const mine = ++asked;
      pick.busy = text.trim() !== '';
      const list = await listFor(services, explored, text.trim());
      if (mine !== asked) return;
      pick.busy = false;
      show(list);
    };
    if (selected !== '') {
      pick.value = plainText(selected, 200);
      void look(selected);
    }
    const typing = pick.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(text), pause);
    });
    return vscode.Disposable.from(typing, { dispose: () => clearTimeout(timer) });
  });
}

async function listFor({ compute, log }: Services, explored: Explored, text: string): Promise<PassageList> {
  if (!/[\p{L}\p{N}]/u.test(text)) return { explored, items: [] };
  const { table, run } = explored;
  try {
    const { vector } = await compute.request('encodePassage', { run, text });
    const found = nearestPassages(table, pointOf(table.space, vector), { count: shownPassages });
    return { explored, items: found.map((neighbour) => passageItem(explored, neighbour)) };
  } catch (error) {
    const failure = error instanceof RequestFailed ? error.failure : undefined;
    if (!failure?.forPerson) log.warn(`Similar passages could not be found: ${String(error)}`);
    const message = error instanceof Error ? error.message : String(error);
    return { explored, items: [{ label: `$(warning) ${plainText(message)}`, alwaysShow: true, row: -1 }] };
  }
}
