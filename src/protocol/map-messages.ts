import { messageType } from './message-type.ts';
import { oneOf, record, text, wholeNumber, type Reader } from './read-value.ts';

/** The passages of a run on the plane of their bottleneck. Row i is chunk i of the run. */
export interface MapPassages {
  /** What people call the run. */
  run: string;
  /** [rows, 2] */
  points: Float32Array;
  /** Shares of the bottleneck's variance along both axes. */
  variance: readonly [number, number];
  /** Chunks of a poem follow one another, in this order of the poems. */
  poems: readonly { title: string; author: string; rows: number }[];
  /** Of each reconstruction. */
  cosine: Float32Array;
  /** 0 training, 1 validation, 2 test. */
  split: Uint8Array;
}

/** What the page tells of one passage. */
export interface MapCard {
  row: number;
  title: string;
  author: string;
  /** "chunk 3 of 9, lines 12-18" */
  place: string;
  opening: string;
  cosine: string;
}

export type ToMap =
  | { type: 'problem'; message: string }
  | { type: 'passages'; passages: MapPassages }
  /** For the mouse. */
  | { type: 'card'; card: MapCard }
  /** A passage is chosen, with those nearest to it; `compared` says how. */
  | { type: 'chosen'; card: MapCard; neighbours: { card: MapCard; value: string }[]; compared: string };

export const mapActions = ['open', 'inspect', 'nearest'] as const;
export type MapAction = (typeof mapActions)[number];

export type FromMap =
  | { type: 'ready' }
  | { type: 'ask'; row: number }
  | { type: 'choose'; row: number }
  | { type: 'action'; action: MapAction; row: number }
  | { type: 'copy'; text: string };

const row = wholeNumber();
const readers = {
  ready: record<{ type: 'ready' }>({ type: oneOf('ready') }, {}),
  ask: record<{ type: 'ask'; row: number }>({ type: oneOf('ask'), row }, {}),
  choose: record<{ type: 'choose'; row: number }>({ type: oneOf('choose'), row }, {}),
  action: record<{ type: 'action'; action: MapAction; row: number }>(
    { type: oneOf('action'), action: oneOf(...mapActions), row },
    {},
  ),
  copy: record<{ type: 'copy'; text: string }>({ type: oneOf('copy'), text }, {}),
};

/** Throws a MalformedMessage unless `value` is a message of the map's page. */
export const readFromMap: Reader<FromMap> = (value, where) => {
  const type = oneOf('ready', 'ask', 'choose', 'action', 'copy')(messageType(value), `${where}.type`);
  return readers[type](value, where);
};
