import * as vscode from 'vscode';
import { compare } from '../passages/search.ts';
import type { ChunkInRun } from './chunk-reference.ts';
import { describePassage, valueText } from './describe-passage.ts';
import { nearestTo } from './nearest-to.ts';
import type { PassageItem } from './pick-passage.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';
import { passageOfChunk } from './show-nearest-passages.ts';

const shownPassages = 50;
/** Milliseconds without a key after which what was typed is looked for. */
const pause = 200;

/** Asks for another passage of the same run: those nearest to this one, or those that hold the words typed. */
export async function pickOtherPassage(
  { compute }: Pick<Services, 'compute'>,
  chunk: ChunkInRun,
): Promise<number | undefined> {
  const { explored, row } = chunk;
  const { table, run } = explored;
  const { point, title } = passageOfChunk(chunk);
  const pick = vscode.window.createQuickPick<PassageItem>();
  pick.title = vscode.l10n.t('Sketch Between “{0}” and…', plainText(title, 60));
  pick.placeholder = vscode.l10n.t('Type words of its title, author or text; the passages nearest to it come first');
  const itemOf = (other: number): PassageItem => {
    const { author, lines, opening, title: name } = describePassage({ l10n: vscode.l10n, explored }, other);
    const value = compare(table, point, table.points.subarray(other * table.size, (other + 1) * table.size));
    const place = [plainText(author, 120), lines, valueText(vscode.l10n, table.space, value)]
      .filter(Boolean)
      .join(' · ');
    // What was typed was looked for in the whole passage already.
    return {
      label: plainText(name, 120),
      description: place,
      detail: plainText(opening),
      alwaysShow: true,
      row: other,
    };
  };
  const nearest = nearestTo(passageOfChunk(chunk), shownPassages).map((found) => itemOf(found.row));
  let asked = 0;
  const look = async (text: string): Promise<void> => {
    const mine = ++asked;
    let items: readonly PassageItem[] = nearest;
    if (text !== '') {
      pick.busy = true;
      try {
        const { rows } = await compute.request('searchPassages', { run, text });
        items = [...rows.filter((other) => other !== row && other < table.rows).subarray(0, shownPassages)].map(itemOf);
      } catch (error) {
        items = [{ label: `$(warning) ${plainText((error as Error).message)}`, alwaysShow: true, row: -1 }];
      }
    }
    if (mine !== asked) return;
    pick.busy = false;
    pick.items = items;
  };
  let timer: NodeJS.Timeout | undefined;
  pick.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(text.trim()), pause);
  });
  pick.items = nearest;
  const chosen = await new Promise<PassageItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  clearTimeout(timer);
  pick.dispose();
  return chosen && chosen.row >= 0 ? chosen.row : undefined;
}
