import './dashboard.css';
import type {
  DashboardAction,
  DashboardHeading,
  DashboardTab,
  FromDashboard,
  TabContents,
  ToDashboard,
} from '../../src/protocol/dashboard-messages.ts';
import { button, tabs as createTabs } from '../shared/controls.ts';
import { element, pageRoot } from '../shared/elements.ts';
import { keepState, keptState, listen, post } from '../shared/host.ts';
import { compareTab, takeCompareAnswer } from './compare-tab.ts';
import { dimensionsTab } from './dimensions/dimensions-tab.ts';
import { qualityTab } from './quality/quality-tab.ts';
import { reconstructionTab } from './reconstruction/reconstruction-tab.ts';
import { addEpochs, showLive, trainingTab } from './training/training-tab.ts';

/** A tab of the dashboard: what it is called, and how its content is drawn. */
interface TabView<Content> {
  title: string;
  /** A tab that gives the same elements again has brought them up to date itself. */
  draw(content: Content): HTMLElement[];
}

const views: { [Tab in DashboardTab]: TabView<TabContents[Tab]> } = {
  training: { title: 'Training', draw: trainingTab },
  quality: { title: 'Quality', draw: qualityTab },
  reconstruction: { title: 'Reconstruction', draw: reconstructionTab },
  dimensions: { title: 'Dimensions', draw: dimensionsTab },
  compare: { title: 'Compare', draw: compareTab },
};

const act = (action: DashboardAction): void => post<FromDashboard>({ type: 'action', action });
const problem = (message: string): HTMLElement => element('div', { class: 'problem', role: 'alert' }, message);
const heading = element('header', {});
const tabs = createTabs<DashboardTab>(
  'Dashboard',
  (Object.keys(views) as DashboardTab[]).map((tab) => [tab, views[tab].title]),
  keptState<{ tab: DashboardTab }>()?.tab ?? 'training',
  (tab) => {
    keepState({ ...keptState<object>(), tab });
    open(tab);
  },
);
const opened = new Set<DashboardTab>();
/** What each tab shows, as text: what comes again unchanged is not drawn anew, so that tables stay open. */
const drawn = new Map<DashboardTab, string>();

/** A tab is asked for when it is first looked at; from then on the extension sends what changes. */
function open(tab: DashboardTab): void {
  if (opened.has(tab)) return;
  opened.add(tab);
  tabs.panel(tab).replaceChildren(element('p', { class: 'quiet', role: 'status' }, 'Loading…'));
  post<FromDashboard>({ type: 'open', tab });
}

listen<ToDashboard>((message) => {
  if (message.type === 'problem') return pageRoot().replaceChildren(problem(message.message));
  if (message.type === 'heading') return showHeading(message.heading);
  if (message.type === 'live') return showLive(message.live);
  if (message.type === 'epochs') return addEpochs(message);
  if (message.type === 'compare') return takeCompareAnswer(message.answer);
  const panel = tabs.panel(message.tab);
  if (message.type === 'tabProgress') return showProgress(panel, message.done / message.total);
  const text = message.type === 'tab' ? JSON.stringify(message.content) : `problem: ${message.message}`;
  if (drawn.get(message.tab) === text) return;
  drawn.set(message.tab, text);
  if (message.type === 'tabProblem') return panel.replaceChildren(problem(message.message));
  const { draw } = views[message.tab] as TabView<typeof message.content>;
  const parts = draw(message.content);
  // What stays keeps its focus and its place.
  if (parts.length !== panel.childNodes.length || parts.some((node, i) => node !== panel.childNodes[i]))
    panel.replaceChildren(...parts);
});

/** `share` from 0 to 1. What is there already stays in sight while it is measured anew. */
function showProgress(panel: HTMLElement, share: number): void {
  const status = panel.querySelector(':scope > [role=status]');
  if (status) status.textContent = `Measuring… ${Math.floor(share * 100)}%`;
}

let shownHeading = '';

function showHeading({ name, facts, byBase }: DashboardHeading): void {
  const isShown = tabs.node.isConnected && shownHeading === JSON.stringify([name, facts]);
  if (isShown) return open(tabs.chosen());
  shownHeading = JSON.stringify([name, facts]);
  const known = facts.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value)));
  heading.replaceChildren(
    element('h1', {}, name),
    element('dl', { class: 'facts' }, ...known),
    element(
      'div',
      { class: 'buttons' },
      button('Open Map', () => act('map'), { primary: true }),
      ...(byBase ? [] : [button('Show Report', () => act('report'))]),
      button('Open Run Folder', () => act('folder')),
    ),
  );
  if (!tabs.node.isConnected) pageRoot().replaceChildren(heading, tabs.node);
  open(tabs.chosen());
}
