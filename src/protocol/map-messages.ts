import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import { oneOf, record, wholeNumber, type Reader } from './read-value.ts';

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

type OwnMessage =
  { type: 'ask'; row: number } | { type: 'choose'; row: number } | { type: 'action'; action: MapAction; row: number };
export type FromMap = FromAnyPage | OwnMessage;

const row = wholeNumber();

/** Throws a MalformedMessage unless `value` is a message of the map's page. */
export const readFromMap: Reader<FromMap> = readPageMessages<OwnMessage>({
  ask: record<{ type: 'ask'; row: number }>({ type: oneOf('ask'), row }, {}),
  choose: record<{ type: 'choose'; row: number }>({ type: oneOf('choose'), row }, {}),
  action: record<{ type: 'action'; action: MapAction; row: number }>(
    { type: oneOf('action'), action: oneOf(...mapActions), row },
    {},
  ),
});
