import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import {
  readProjection,
  type PassageClusters,
  type Projected,
  type Projection,
  type ProjectionProgress,
} from './projection-messages.ts';
import { arrayOf, MalformedMessage, oneOf, record, text, wholeNumber, type Reader } from './read-value.ts';

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
  /** For the mouse, with the whole passage. */
  | { type: 'card'; card: MapCard; text: string }
  /** A passage is chosen, with those nearest to it; `compared` says how. */
  | { type: 'chosen'; card: MapCard; neighbours: { card: MapCard; value: string }[]; compared: string }
  /** A layout that was asked for is under way, is there, or came to nothing: with the reason, or because it was stopped. */
  | { type: 'projecting'; projection: Projection; progress: ProjectionProgress }
  | { type: 'projected'; projection: Projection; projected: Projected }
  | { type: 'notProjected'; projection: Projection; message?: string }
  /** Null with the reason. */
  | { type: 'clusters'; clusters: PassageClusters | null; message?: string }
  /** The rows that a text was found in. */
  | { type: 'found'; text: string; rows: Int32Array; message?: string }
  | { type: 'cards'; cards: MapCard[] };

export const mapActions = ['open', 'inspect', 'nearest', 'sketch'] as const;
export type MapAction = (typeof mapActions)[number];

interface RowMessage<Type extends string> {
  type: Type;
  row: number;
}
interface BetweenMessage extends RowMessage<'sketchBetween'> {
  other: number;
}
interface TableMessage {
  type: 'table';
  /** Where the passages are now, [rows, 2]. */
  points: Float32Array;
  /** Some of them; all without it. */
  rows?: Int32Array;
}
type OwnMessage =
  | RowMessage<'ask'>
  | RowMessage<'choose'>
  | { type: 'action'; action: MapAction; row: number }
  /** Asks for sketches between two passages. */
  | BetweenMessage
  | { type: 'project'; projection: Projection }
  | { type: 'stop' }
  | { type: 'clusters' }
  | { type: 'search'; text: string }
  /** Asks for the cards of some passages. */
  | { type: 'list'; rows: Int32Array }
  /** Asks for the map as CSV, in a file. */
  | TableMessage;
export type FromMap = FromAnyPage | OwnMessage;

/** No page of a list is longer. */
export const longestList = 200;

const row = wholeNumber();
const fewRows: Reader<Int32Array> = (value, where) => {
  const rows = arrayOf(Int32Array)(value, where);
  if (rows.length > longestList) throw new MalformedMessage(`${where} must have ${longestList} rows at most`);
  return rows;
};

/** Throws a MalformedMessage unless `value` is a message of the map's page. */
export const readFromMap: Reader<FromMap> = readPageMessages<OwnMessage>({
  ask: record<RowMessage<'ask'>>({ type: oneOf('ask'), row }, {}),
  choose: record<RowMessage<'choose'>>({ type: oneOf('choose'), row }, {}),
  action: record<{ type: 'action'; action: MapAction; row: number }>(
    { type: oneOf('action'), action: oneOf(...mapActions), row },
    {},
  ),
  sketchBetween: record<BetweenMessage>({ type: oneOf('sketchBetween'), row, other: row }, {}),
  project: record<{ type: 'project'; projection: Projection }>(
    { type: oneOf('project'), projection: readProjection },
    {},
  ),
  stop: record<{ type: 'stop' }>({ type: oneOf('stop') }, {}),
  clusters: record<{ type: 'clusters' }>({ type: oneOf('clusters') }, {}),
  search: record<{ type: 'search'; text: string }>({ type: oneOf('search'), text }, {}),
  list: record<{ type: 'list'; rows: Int32Array }>({ type: oneOf('list'), rows: fewRows }, {}),
  table: record<TableMessage>({ type: oneOf('table'), points: arrayOf(Float32Array) }, { rows: arrayOf(Int32Array) }),
});
