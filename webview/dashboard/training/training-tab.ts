import './training.css';
import type { LiveTraining, ToDashboard, TrainingContent } from '../../../src/protocol/dashboard-messages.ts';
import { element, section } from '../../shared/elements.ts';
import { activationChart } from './activation-chart.ts';
import { gradientChart } from './gradient-chart.ts';
import { learningRateChart } from './learning-rate-chart.ts';
import { liveLine } from './live-line.ts';
import { lossChart } from './loss-chart.ts';
import { phaseChart } from './phase-chart.ts';
import { saturationChart } from './saturation-chart.ts';
import type { Part, ShownTraining } from './shown-training.ts';
import { speedChart } from './speed-chart.ts';
import { verdictList } from './verdict-list.ts';

const line = liveLine();
let live: LiveTraining | null = null;
let shown: ShownTraining | undefined;
/** What of the tab follows the epochs; none before the first. */
let parts: Part[] = [];
let nodes: HTMLElement[] = [];

/** How the curriculum went, or goes: brought up to date in place while it is the same run. */
export function trainingTab(content: TrainingContent): HTMLElement[] {
  if (shown && shown.content.run === content.run && parts.length > 0 && content.epochs.length > 0) {
    shown.content = content;
    update();
    return nodes;
  }
  shown = { content };
  nodes = content.epochs.length > 0 ? withEpochs(shown) : [line.node, element('p', {}, 'No epoch is done yet.')];
  if (content.epochs.length === 0) parts = [];
  line.update(shown, live);
  return nodes;
}

/** Epochs that were done since the last were told. */
export function addEpochs({ from, epochs, judgement }: Extract<ToDashboard, { type: 'epochs' }>): void {
  if (!shown) return;
  const known = shown.content;
  const content = { ...known, epochs: [...known.epochs.slice(0, from), ...epochs], judgement };
  const panel = line.node.parentElement;
  const drawn = trainingTab(content);
  if (panel && drawn.some((node, i) => panel.children[i] !== node)) panel.replaceChildren(...drawn);
}

export function showLive(now: LiveTraining | null): void {
  live = now;
  line.update(shown, live);
}

function update(): void {
  // Nobody sees a hidden page; it is drawn when it comes back.
  if (document.hidden) return;
  line.update(shown, live);
  for (const part of parts) part.update();
}
document.addEventListener('visibilitychange', update);

function withEpochs(training: ShownTraining): HTMLElement[] {
  const loss = lossChart(training);
  const verdicts = verdictList(training);
  const cards: [string, string, Part][] = [
    ['Gradient', 'How large the steps are, before they are clipped.', gradientChart(training)],
    ['Loss by phase', 'Longer passages are harder: compare within a phase.', phaseChart(training)],
    ['Activation', 'Hidden states of the last batch of each epoch.', activationChart(training)],
    ['Saturation', 'Hidden activations beyond 0.9, which hardly learn.', saturationChart(training)],
    ['Learning rate', 'What the schedule gives, at the end of each epoch.', learningRateChart(training)],
    ['Speed', 'Batches a second, with the validation in the time.', speedChart(training)],
  ];
  parts = [loss, verdicts, ...cards.map(([, , part]) => part)];
  const { startedFrom } = training.content;
  const origin = startedFrom
    ? [
        element(
          'p',
          { class: 'quiet' },
          'run' in startedFrom
            ? `Begun with the weights of the run ${startedFrom.run}, which had been trained for ${startedFrom.epochs} epochs.`
            : 'Begun with the weights of the base model, which was trained on other poems before.',
        ),
      ]
    : [];
  return [
    line.node,
    section('Loss', ...origin, loss.node),
    section('What the figures say', verdicts.node),
    section('Inside the network', element('div', { class: 'cards' }, ...cards.map(card))),
  ];
}

function card([heading, note, { node }]: [string, string, Part]): HTMLElement {
  return element(
    'section',
    { class: 'card', label: heading },
    element('h3', {}, heading),
    element('p', { class: 'quiet' }, note),
    node,
  );
}
