import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import type { Inspection } from './passage-messages.ts';
import { oneOf, record, type Reader } from './read-value.ts';

/** What is shown above an inspection. */
export interface InspectionHeading {
  title: string;
  author: string;
  /** "chunk 3 of 9, lines 12-18"; of a text that no chunk holds, a sentence that says so. */
  place: string;
  /** Whether the network was trained on it, in words; '' where that cannot be told. */
  split: string;
  hasPrevious: boolean;
  hasNext: boolean;
  /** A chunk of the run, which has a place in a file and on the map. */
  isChunk: boolean;
}

export type ToInspector =
  | { type: 'loading' }
  | { type: 'problem'; message: string }
  | { type: 'inspection'; heading: InspectionHeading; inspection: Inspection };

export const inspectorActions = ['previous', 'next', 'reveal', 'compare', 'nearest', 'map', 'sketch'] as const;
export type InspectorAction = (typeof inspectorActions)[number];

type OwnMessage = { type: 'action'; action: InspectorAction };
export type FromInspector = FromAnyPage | OwnMessage;

/** Throws a MalformedMessage unless `value` is a message of the inspector's page. */
export const readFromInspector: Reader<FromInspector> = readPageMessages<OwnMessage>({
  action: record<OwnMessage>({ type: oneOf('action'), action: oneOf(...inspectorActions) }, {}),
});
