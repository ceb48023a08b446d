import type {
  CompareAnswer,
  CompareCandidate,
  CompareContent,
  CompareQuestion,
} from '../../src/protocol/compare-messages.ts';
import type { FromDashboard } from '../../src/protocol/dashboard-messages.ts';
import { checkbox } from '../shared/controls.ts';
import { element, section } from '../shared/elements.ts';
import { keepState, keptState, post } from '../shared/host.ts';
import { onThemeChange } from '../shared/theme.ts';
import { curvesView } from './compare-curves.ts';
import { markRuns, mostRuns, nameOf, whenText, type MarkedRun } from './compare-look.ts';
import { neighboursView, type NeighboursView } from './compare-neighbours.ts';
import { qualityView } from './compare-quality.ts';
import { settingsView, type RunBeside } from './compare-settings.ts';

/** What outlives a reload. */
interface Kept {
  /** Folders of the runs beside the shown one. */
  compared?: string[];
  /** The passage whose neighbours are looked at. */
  comparedChunk?: { run: string; row: number } | null;
}

interface CompareView {
  /** What it was made for: while that stays the same, so does the view. */
  readonly made: string;
  readonly nodes: HTMLElement[];
  take(answer: CompareAnswer): void;
  /** Draws anew in the colours of another theme. */
  redraw(): void;
}

let view: CompareView | undefined;
onThemeChange(() => view?.redraw());

/** Two or more runs side by side. */
export function compareTab(content: CompareContent): HTMLElement[] {
  const made = JSON.stringify(content);
  if (view?.made !== made) view = createView(content, made);
  return view.nodes;
}

export function takeCompareAnswer(answer: CompareAnswer): void {
  view?.take(answer);
}

const ask = (question: CompareQuestion): void => post<FromDashboard>({ type: 'compare', question });

function createView({ shown, runs }: CompareContent, made: string): CompareView {
  const others = runs.filter(({ folder }) => folder !== shown);
  const kept =
    keptState<Kept>()?.compared ??
    others
      .filter(({ status }) => status === 'complete')
      .slice(0, 1)
      .map(folderOf);
  const chosen = new Set(
    others
      .map(folderOf)
      .filter((folder) => kept.includes(folder))
      .slice(0, mostRuns - 1),
  );
  let chunk = keptState<Kept>()?.comparedChunk ?? null;
  let marked: MarkedRun[] = [];
  let compared: RunBeside[] = [];
  let neighbours: NeighboursView | undefined;
  let answers: Partial<{ [About in CompareAnswer['about']]: Extract<CompareAnswer, { about: About }> }> = {};

  const list = element('div', { class: 'candidates', role: 'group', label: 'Runs to compare' });
  const result = element('div', {});

  const listRuns = (): void => {
    const full = chosen.size >= mostRuns - 1;
    const line = (run: CompareCandidate): HTMLElement => {
      const mark = marked.find(({ folder }) => folder === run.folder);
      const name = mark
        ? nameOf(mark)
        : element('span', { class: 'run-name', title: run.name }, element('bdi', {}, run.name));
      const facts = element('span', { class: 'quiet' }, ` ${factsOf(run)}`);
      if (run.folder === shown)
        return element(
          'p',
          { class: 'always' },
          name,
          facts,
          element('span', { class: 'quiet' }, ' · this dashboard’s run'),
        );
      return checkbox([name, facts], mark !== undefined, (ticked) => change(run.folder, ticked), full && !mark);
    };
    list.replaceChildren(...runs.filter(({ folder }) => folder === shown).map(line), ...others.map(line));
  };
  const change = (folder: string, ticked: boolean): void => {
    if (ticked) chosen.add(folder);
    else chosen.delete(folder);
    keepState({ compared: [...chosen] } satisfies Kept);
    compare();
  };
  const compare = (): void => {
    marked = markRuns(
      runs
        .filter(({ folder }) => folder === shown || chosen.has(folder))
        .sort((a, b) => Number(b.folder === shown) - Number(a.folder === shown)),
    );
    answers = {};
    listRuns();
    if (marked.length < 2)
      return result.replaceChildren(element('p', {}, 'Tick one run or more to lay beside this one.'));
    result.replaceChildren(element('p', { class: 'quiet', role: 'status' }, 'Comparing…'));
    ask({ about: 'runs', runs: marked.map(folderOf) });
    ask({ about: 'chunk', runs: marked.map(folderOf), chunk });
  };
  const choose = (next: { run: string; row: number } | null): void => {
    chunk = next;
    keepState({ comparedChunk: next } satisfies Kept);
    ask({ about: 'chunk', runs: marked.map(folderOf), chunk });
  };
  const show = (): void => {
    neighbours = neighboursView({ runs: marked, ask, choose });
    const problems = compared.flatMap(({ run, compared: { problems: found } }) =>
      found.map((problem) => element('li', {}, nameOf(run), `: ${problem}`)),
    );
    const readable = compared.filter((beside) => beside.compared.settings.length > 0);
    result.replaceChildren(
      ...(problems.length > 0
        ? [element('ul', { class: 'problems', label: 'What could not be compared' }, ...problems)]
        : []),
      ...(readable.length > 0
        ? [
            section('Settings that differ', ...settingsView(compared)),
            section('Loss', ...curvesView(compared)),
            section('Quality beside baselines', ...qualityView(compared)),
          ]
        : []),
      section(
        'One passage’s neighbours under each run',
        element(
          'p',
          { class: 'quiet' },
          'The five passages nearest to it in each run’s bottleneck; those that share words with it are left out.',
        ),
        neighbours.node,
      ),
    );
    if (answers.chunk) neighbours.show(answers.chunk.compared);
  };

  const hint =
    others.length > 0
      ? `This dashboard’s run beside up to ${mostRuns - 1} others.`
      : 'There is only this run so far. Train another, with another preset or other settings, to compare the two.';
  const nodes = [section('Runs to compare', element('p', { class: 'quiet' }, hint), list), result];
  if (others.length > 0) compare();
  else {
    marked = markRuns(runs);
    listRuns();
  }

  return {
    made,
    nodes,
    redraw() {
      listRuns();
      if (compared.length > 0 && answers.runs) show();
    },
    take(answer) {
      result.querySelector(':scope > .problem')?.remove();
      if (answer.about === 'problem')
        return result.prepend(element('div', { class: 'problem', role: 'alert' }, answer.message));
      if (answer.about === 'poems') return neighbours?.showPoems(answer.words, answer.found);
      const folders = (answer.about === 'runs' ? answer.runs : answer.compared.runs).map(folderOf);
      // An answer for runs that were chosen before comes too late.
      if (folders.some((folder) => !marked.some((run) => run.folder === folder))) return;
      if (answer.about === 'chunk') {
        answers = { ...answers, chunk: answer };
        return neighbours?.show(answer.compared);
      }
      answers = { ...answers, runs: answer };
      compared = marked.flatMap((run) => {
        const found = answer.runs.find(({ folder }) => folder === run.folder);
        return found ? [{ run, compared: found }] : [];
      });
      show();
    },
  };
}

function folderOf({ folder }: { folder: string }): string {
  return folder;
}

function factsOf({ created, status }: CompareCandidate): string {
  const states = {
    complete: '',
    training: 'training',
    interrupted: 'interrupted',
    stopped: 'stopped',
    damaged: 'cannot be read',
  };
  return [whenText(created), states[status]].filter(Boolean).join(' · ');
}
