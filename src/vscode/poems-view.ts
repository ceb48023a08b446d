import * as vscode from 'vscode';
import { splitNames } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import { isBaseRun } from '../runs/base-run.ts';
import type { ChunkInRun } from './chunk-reference.ts';
import { linesText, linkedReference, signed } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { counted } from './localizer.ts';
import { markdownText } from './markdown-text.ts';
import { plainText } from './plain-text.ts';
import { poemNodes, poemOrders, type PoemNode, type PoemNodes, type PoemOrder } from './poem-nodes.ts';
import type { Services } from './services.ts';

/** The Poems tree of the current run. */
export interface PoemsView extends vscode.Disposable {
  readonly filter: string;
  setFilter(filter: string): Promise<void>;
  readonly order: PoemOrder;
  setOrder(order: PoemOrder): Promise<void>;
  /** Selects a chunk, taking away a filter that hides it. False when it is of another run than the tree's. */
  reveal(chunk: ChunkInRun): Promise<boolean>;
}

/** A line of the tree, as the commands of its menu get it. */
class PoemItem extends vscode.TreeItem {
  /** Of a chunk. */
  reference?: { run: string; chunk: number };
  /** Of a poem: its place in the table. */
  poem?: number;
  /** Of an author. */
  author?: string;
  constructor(
    readonly node: PoemNode,
    label: string,
    state: vscode.TreeItemCollapsibleState,
  ) {
    super(label, state);
  }
}

const colours = { good: 'charts.green', middling: 'charts.yellow', poor: 'charts.red' } as const;
const orderKey = 'poemOrder';

type ViewServices = Pick<Services, 'context' | 'explorer' | 'baseRuns' | 'log'>;

export function createPoemsView({ context, explorer, baseRuns, log }: ViewServices): PoemsView {
  const changed = new vscode.EventEmitter<undefined>();
  let filter = '';
  let order: PoemOrder = poemOrders.find((known) => known === context.workspaceState.get(orderKey)) ?? 'name';
  let loading: Promise<{ explored: Explored; nodes: PoemNodes } | undefined> | undefined;

  const load = async (): Promise<{ explored: Explored; nodes: PoemNodes } | undefined> => {
    try {
      const explored = await explorer.current();
      const nodes = explored && poemNodes(explored.table, { filter, order });
      describe(explored, nodes);
      return explored && nodes && { explored, nodes };
    } catch (error) {
      log.warn(`The poems cannot be shown: ${String(error)}`);
      view.message = plainText(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const loaded = () => (loading ??= load());

  const provider: vscode.TreeDataProvider<PoemItem> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (item) => item,
    async getChildren(item) {
      const tree = await loaded();
      // Asked for only while the view is seen.
      if (!tree || isBaseRun(tree.explored)) void baseRuns.want();
      if (!tree) return [];
      const nodes = item ? tree.nodes.childrenOf(item.node) : tree.nodes.authors();
      return nodes.map((node) => itemOf(node, tree.explored, tree.nodes));
    },
    async getParent({ node }) {
      const tree = await loaded();
      const parent = tree?.nodes.parentOf(node);
      return tree && parent && itemOf(parent, tree.explored, tree.nodes);
    },
  };
  const view = vscode.window.createTreeView('poetryExplorer.poems', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });

  const describe = (explored: Explored | undefined, nodes: PoemNodes | undefined): void => {
    const byBase = explored && isBaseRun(explored);
    view.description = byBase ? vscode.l10n.t('base model') : explored ? plainText(explored.config.name, 60) : '';
    const told =
      nodes && filter !== ''
        ? vscode.l10n.t(
            'Filter “{0}”: {1} of {2} poems',
            plainText(filter, 60),
            counted(nodes.shown),
            counted(nodes.total),
          )
        : byBase
          ? vscode.l10n.t('As the base model reads them, which was not trained on these poems.')
          : undefined;
    // The interface takes undefined for none, but does not say so.
    (view as { message: string | undefined }).message = told;
  };
  const refresh = (): void => {
    loading = undefined;
    changed.fire(undefined);
  };
  const watching = explorer.onDidChange(refresh);

  const setFilter = async (next: string): Promise<void> => {
    filter = next.trim();
    await vscode.commands.executeCommand('setContext', 'poetryExplorer.poemsFiltered', filter !== '');
    refresh();
  };
  return {
    get filter() {
      return filter;
    },
    setFilter,
    get order() {
      return order;
    },
    async setOrder(next) {
      order = next;
      await context.workspaceState.update(orderKey, next);
      refresh();
    },
    async reveal({ explored, row }) {
      let tree = await loaded();
      if (tree?.explored.run !== explored.run) return false;
      const poem = explored.table.poemOf[row]!;
      const author = tree.nodes.parentOf({ kind: 'poem', poem });
      if (!author || !tree.nodes.childrenOf(author).some((node) => node.kind === 'poem' && node.poem === poem)) {
        await setFilter('');
        tree = await loaded();
      }
      if (tree)
        await view.reveal(itemOf({ kind: 'chunk', row }, tree.explored, tree.nodes), { select: true, focus: true });
      return true;
    },
    dispose() {
      watching.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}

function itemOf(node: PoemNode, explored: Explored, nodes: PoemNodes): PoemItem {
  const { table, run } = explored;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const quality = nodes.qualityOf(node);
  const cosine = vscode.l10n.t('cosine {0}', signed(quality));
  const grade = new vscode.ThemeColor(colours[nodes.gradeOf(quality)]);
  if (node.kind === 'author') {
    const name = node.author === '' ? vscode.l10n.t('Unknown author') : plainText(node.author, 200);
    const item = new PoemItem(node, name, Collapsed);
    item.id = `${run} author ${node.author}`;
    item.author = node.author;
    item.contextValue = 'author';
    item.iconPath = new vscode.ThemeIcon('person');
    item.description = `${vscode.l10n.t('{0} poems', counted(node.poems.length))} · ${cosine}`;
    return item;
  }
  if (node.kind === 'poem') {
    const { title, file, author, rows } = table.poems[node.poem]!;
    const item = new PoemItem(node, plainText(title, 200), Collapsed);
    item.id = `${run} poem ${node.poem}`;
    item.poem = node.poem;
    item.contextValue = 'poem';
    item.iconPath = new vscode.ThemeIcon('book', grade);
    item.description = `${rows === 1 ? vscode.l10n.t('1 chunk') : vscode.l10n.t('{0} chunks', counted(rows))} · ${cosine}`;
    item.tooltip = tooltip(title, author, file);
    item.command = {
      title: vscode.l10n.t('Open Poem'),
      command: 'poetryExplorer.openPoem',
      arguments: [{ poem: node.poem }],
    };
    return item;
  }
  const { row } = node;
  const { title, author, file } = table.poems[table.poemOf[row]!]!;
  const { start, end } = storedRange(table, row);
  const lines = linesText(vscode.l10n, start.line, end.line);
  const item = new PoemItem(node, plainText(table.opening(row), 200), None);
  item.id = `${run} chunk ${row}`;
  item.reference = linkedReference(explored, row);
  item.contextValue = 'chunk';
  item.iconPath = new vscode.ThemeIcon('circle-filled', grade);
  item.description = `${lines} · ${cosine}`;
  item.tooltip = tooltip(title, author, file, [
    lines,
    splitNames[table.split[row]!] === 'train'
      ? vscode.l10n.t('The network was trained on this poem.')
      : vscode.l10n.t('This poem was held out: the network never saw it in training.'),
    vscode.l10n.t(
      'Reconstruction: cosine {0} (median of the run {1}), squared error {2}',
      signed(quality),
      signed(explored.medianCosine),
      table.mse[row]!.toFixed(3),
    ),
  ]);
  item.command = {
    title: vscode.l10n.t('Reveal Chunk in Poem'),
    command: 'poetryExplorer.revealChunkInPoem',
    arguments: [item.reference],
  };
  return item;
}

function tooltip(title: string, author: string, file: string, more: readonly string[] = []): vscode.MarkdownString {
  const heading = `**${markdownText(title)}**${author === '' ? '' : ` — ${markdownText(author)}`}`;
  return new vscode.MarkdownString(
    [heading, ...more.map((line) => markdownText(line)), markdownText(file)].join('  \n'),
  );
}
