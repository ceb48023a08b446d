import { messageType } from './message-type.ts';
import type { Inspection } from './passage-messages.ts';
import { oneOf, record, text, type Reader } from './read-value.ts';

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

export const inspectorActions = ['previous', 'next', 'reveal', 'compare', 'nearest', 'map'] as const;
export type InspectorAction = (typeof inspectorActions)[number];

export type FromInspector =
  { type: 'ready' } | { type: 'action'; action: InspectorAction } | { type: 'copy'; text: string };

const readReady = record<{ type: 'ready' }>({ type: oneOf('ready') }, {});
const readAction = record<{ type: 'action'; action: InspectorAction }>(
  { type: oneOf('action'), action: oneOf(...inspectorActions) },
  {},
);
const readCopy = record<{ type: 'copy'; text: string }>({ type: oneOf('copy'), text }, {});

/** Throws a MalformedMessage unless `value` is a message of the inspector's page. */
export const readFromInspector: Reader<FromInspector> = (value, where) => {
  const type = messageType(value);
  if (type === 'action') return readAction(value, where);
  return type === 'copy' ? readCopy(value, where) : readReady(value, where);
};
