import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import { oneOf, record, wholeNumber, type Reader } from './read-value.ts';
import type { SweepProgress, SweepState } from './sweep-messages.ts';

/** `stopping` until the last member has come to it. */
export const sweepActivities = ['resting', 'training', 'stopping'] as const;
export type SweepActivity = (typeof sweepActivities)[number];

export type ToSweep =
  | { type: 'problem'; message: string }
  | { type: 'state'; state: SweepState; activity: SweepActivity }
  | { type: 'activity'; activity: SweepActivity }
  | { type: 'progress'; progress: SweepProgress };

export const sweepActions = ['stop', 'resume', 'another'] as const;
export type SweepAction = (typeof sweepActions)[number];
/** What may be done with the run of a member. */
export const memberActions = ['dashboard', 'current'] as const;
export type MemberAction = (typeof memberActions)[number];

interface ActionMessage {
  type: 'action';
  action: SweepAction;
}
interface MemberMessage {
  type: 'member';
  member: number;
  action: MemberAction;
}
type OwnMessage = ActionMessage | MemberMessage;
export type FromSweep = FromAnyPage | OwnMessage;

/** Throws a MalformedMessage unless `value` is a message of the page of a comparison. */
export const readFromSweep: Reader<FromSweep> = readPageMessages<OwnMessage>({
  action: record<ActionMessage>({ type: oneOf('action'), action: oneOf(...sweepActions) }, {}),
  member: record<MemberMessage>({ type: oneOf('member'), member: wholeNumber(), action: oneOf(...memberActions) }, {}),
});
