import type { DashboardAction, FromDashboard, LiveTraining } from '../../../src/protocol/dashboard-messages.ts';
import { button } from '../../shared/controls.ts';
import { element } from '../../shared/elements.ts';
import { post } from '../../shared/host.ts';
import type { ShownTraining } from './shown-training.ts';
import { spokenWords, standing } from './standing.ts';

/** Where the training stands, and what can be done about it. */
export interface LiveLine {
  node: HTMLElement;
  /** `live` is null when it is not under way in this window. */
  update(shown: ShownTraining | undefined, live: LiveTraining | null): void;
}

/** Milliseconds between two things that a screen reader is told while all goes its way. */
const speakEvery = 15_000;

export function liveLine(): LiveLine {
  const act = (action: DashboardAction): void => post<FromDashboard>({ type: 'action', action });
  const words = element('p', { class: 'standing' });
  const engine = element('p', { class: 'quiet' });
  const spoken = element('p', { class: 'spoken', role: 'status' });
  const filled = element('div', { class: 'filled' });
  const bar = element('div', { class: 'bar', role: 'progressbar', label: 'Progress of the training' }, filled);
  bar.setAttribute('aria-valuemin', '0');
  bar.setAttribute('aria-valuemax', '100');
  let paused = false;
  // One button, so that it keeps the focus when it changes its meaning.
  const hold = button('Pause', () => act(paused ? 'continue' : 'pause'), { primary: true });
  const stop = button('Stop', () => act('stop'));
  const resume = button('Resume', () => act('resume'), { primary: true });
  const more = button('Train More…', () => act('trainMore'));
  const node = element(
    'section',
    { class: 'live', label: 'Where the training stands' },
    element('div', { class: 'buttons' }, hold, stop, resume, more),
    element('div', { class: 'progress' }, words, bar, engine),
    spoken,
  );
  let said = { what: '', at: -Infinity };
  let wasLive = false;

  return {
    node,
    update(shown, live) {
      // Its content is on its way; until then nothing can be pressed that would come too late.
      const ended = wasLive && !live && shown?.content.status === 'training';
      if (live) wasLive = true;
      else if (!ended) wasLive = false;
      paused = live?.state === 'paused' || live?.state === 'pausing';
      setText(words, live ? standing(live) : ended ? 'The training has ended.' : rest(shown));
      bar.hidden = !live;
      setText(engine, live?.engine ?? '');
      show(engine, Boolean(live?.engine));
      if (live) {
        filled.style.width = `${live.fraction * 100}%`;
        bar.setAttribute('aria-valuenow', String(Math.round(live.fraction * 100)));
      }
      node.classList.toggle('paused', live?.state === 'paused');
      setText(hold, paused ? 'Continue' : 'Pause');
      setDisabled(hold, live?.state === 'stopping' || (!paused && live?.stage !== 'training'));
      setDisabled(stop, live?.state === 'stopping');
      const status = live || ended ? undefined : shown?.content.status;
      show(hold, live !== null);
      show(stop, live !== null);
      show(resume, status === 'stopped' || status === 'interrupted');
      show(more, status === 'complete');
      const what = live ? `${live.state} ${live.stage} ${live.batch?.phase ?? 0}` : `rest ${status ?? ''}`;
      const now = performance.now();
      if (what === said.what && (!live || live.state !== 'running' || now - said.at < speakEvery)) return;
      said = { what, at: now };
      setText(spoken, live ? spokenWords(live) : words.textContent);
    },
  };
}

/** What is said of a run that is not under way here. */
function rest(shown: ShownTraining | undefined): string {
  if (!shown) return '';
  const { status, epochs } = shown.content;
  const done = epochs.length === 1 ? 'one epoch' : `${epochs.length} epochs`;
  switch (status) {
    case 'training':
      return 'This run is being trained by another window or from the command line. What it has done so far is shown here.';
    case 'complete':
      return `Complete: ${done}. Train More begins a new run with its weights.`;
    case 'stopped':
      return `Stopped after ${done}. Nothing is lost: it can go on from there.`;
    case 'interrupted':
      return `Interrupted after ${done}. Nothing is lost: it can go on from there.`;
  }
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

function setDisabled(node: HTMLElement, disabled: boolean): void {
  if (node.hasAttribute('disabled') !== disabled) node.toggleAttribute('disabled', disabled);
}

function show(node: HTMLElement, shown: boolean): void {
  node.hidden = !shown;
}
