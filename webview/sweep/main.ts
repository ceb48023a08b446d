import './sweep.css';
import type { FromAnyPage } from '../../src/protocol/page-messages.ts';
import type { FromSweep, SweepAction, SweepActivity, ToSweep } from '../../src/protocol/sweep-page-messages.ts';
import type { SweepProgress, SweepState } from '../../src/protocol/sweep-messages.ts';
import { button } from '../shared/controls.ts';
import { element, pageRoot } from '../shared/elements.ts';
import { keepState, keptState, listen, post } from '../shared/host.ts';
import { asCsv, scrolling } from '../shared/numbers.ts';
import { counted, fairness, timeText } from './member-texts.ts';
import { membersTable, updateStanding, type TableChoice } from './members-table.ts';
import { markdownOf, numbersOf, type SortKey } from './shown-rows.ts';

const initial: TableChoice = { measure: 'varianceExplained', sort: 'varianceExplained' };
let choice: TableChoice = { ...initial, ...keptState<Partial<TableChoice>>() };
let state: SweepState | undefined;
let activity: SweepActivity = 'resting';
let secondsLeft: number | null = null;

const heading = element('header', {});
const bar = element('progress', { label: 'The comparison as a whole' });
const told = element('p', { class: 'told', role: 'status' });
const controls = element('div', { class: 'buttons', role: 'toolbar', label: 'The comparison' });
const progress = element('section', { label: 'Progress' }, bar, told, controls);
const frame = scrolling('Architectures', element('div'), true);
const takeAway = element('div', { class: 'buttons', role: 'toolbar', label: 'Take the table away' });

listen<ToSweep>((message) => {
  switch (message.type) {
    case 'problem':
      state = undefined;
      return pageRoot().replaceChildren(element('div', { class: 'problem', role: 'alert' }, message.message));
    case 'state':
      state = message.state;
      activity = message.activity;
      return showAll(state);
    case 'activity':
      activity = message.activity;
      return state && showProgress(state);
    case 'progress':
      return takeProgress(message.progress);
  }
});

function showAll(now: SweepState): void {
  const { corpus, created, members } = now;
  heading.replaceChildren(
    element('h1', {}, `${counted(members.length, 'architecture')} compared`),
    element(
      'p',
      { class: 'quiet' },
      `${counted(corpus.poems, 'poem')} · ${counted(corpus.chunks, 'passage')} · ${corpus.root} · begun ${new Date(created).toLocaleString()}`,
    ),
    ...fairness(now).map((sentence) => element('p', { class: 'about' }, sentence)),
  );
  takeAway.replaceChildren(
    button('Copy as Markdown', () => copy(markdownOf(now, choice.measure))),
    button('Save as CSV', save),
  );
  if (!heading.isConnected) pageRoot().replaceChildren(heading, progress, frame, takeAway);
  showProgress(now);
  showTable(now);
}

function takeProgress({ changes, secondsLeft: left }: SweepProgress): void {
  if (!state) return;
  secondsLeft = left;
  let moved = false;
  for (const { member, state: next } of changes) {
    const before = state.members[member];
    if (!before) continue;
    moved ||= before.state !== next.state || (before.run === null) !== (next.run === null);
    state.members[member] = next;
  }
  showProgress(state);
  if (moved) showAll(state);
  else for (const { member } of changes) updateStanding(frame, state, member);
}

function showProgress({ members }: SweepState): void {
  const isOver = (member: (typeof members)[number]): boolean =>
    member.state === 'complete' || member.state === 'failed';
  const done = members.filter(isOver).length;
  const failed = members.filter((member) => member.state === 'failed').length;
  bar.value = members.reduce((sum, member) => sum + (isOver(member) ? 1 : member.fraction), 0) / members.length;
  const parts = [`${done} of ${members.length} done`];
  if (failed > 0) parts.push(`${failed} of them failed`);
  if (activity === 'training' && secondsLeft !== null) parts.push(`about ${timeText(secondsLeft)} left`);
  if (activity === 'stopping') parts.push('stopping…');
  if (activity === 'resting' && done < members.length) parts.push('nothing is lost: it can go on from here');
  tell(parts.join(' · '));
  bar.hidden = activity === 'resting' && done === members.length;
  const left = members.length - done + failed;
  const wanted: [SweepAction, string, boolean][] =
    activity === 'resting'
      ? [
          ...(left > 0
            ? [
                ['resume', done < members.length ? 'Go On' : 'Try Those Again That Failed', true] as [
                  SweepAction,
                  string,
                  boolean,
                ],
              ]
            : []),
          ['another', 'New Comparison…', false],
        ]
      : [['stop', 'Stop', false]];
  const key = `${activity} ${wanted.map(([, text]) => text).join()}`;
  if (controls.dataset['key'] === key) return;
  controls.dataset['key'] = key;
  controls.replaceChildren(
    ...wanted.map(([action, text, primary]) =>
      button(text, () => post<FromSweep>({ type: 'action', action }), {
        primary,
        disabled: activity === 'stopping',
      }),
    ),
  );
}

/** A screen reader says what changes, so that only what has changed is written. */
function tell(text: string): void {
  if (told.textContent !== text) told.textContent = text;
}

function showTable(now: SweepState): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset['sort'];
  const { scrollLeft } = frame;
  frame.replaceChildren(membersTable(now, choice, sortBy));
  frame.scrollLeft = scrollLeft;
  if (focused !== undefined) frame.querySelector<HTMLElement>(`[data-sort="${focused}"]`)?.focus();
}

function sortBy(sort: SortKey): void {
  choice = { sort, measure: sort === 'parameters' || sort === 'seconds' ? choice.measure : sort };
  keepState(choice);
  if (state) showTable(state);
}

function copy(text: string): void {
  post<FromAnyPage>({ type: 'copy', text });
}

function save(): void {
  if (!state) return;
  const content = asCsv(numbersOf(state, choice.measure));
  post<FromAnyPage>({ type: 'save', name: 'architectures compared', format: 'csv', content });
}
