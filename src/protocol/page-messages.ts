import { messageType } from './message-type.ts';
import { MalformedMessage, oneOf, record, text, type Reader } from './read-value.ts';

/** What every page may say: that it has started, and what of it a person takes away. */
export type FromAnyPage = { type: 'ready' } | { type: 'copy'; text: string } | SaveMessage;

/** A file that a person asked for: text, or a picture as its bytes. */
export interface SaveMessage {
  type: 'save';
  /** What it shows, without an ending; becomes the proposed file name. */
  name: string;
  format: SaveFormat;
  content: string | Uint8Array;
}

export const saveFormats = ['csv', 'svg', 'png'] as const;
export type SaveFormat = (typeof saveFormats)[number];

const content: Reader<string | Uint8Array> = (value, where) =>
  value instanceof Uint8Array ? value : text(value, where);

const common = {
  ready: record<{ type: 'ready' }>({ type: oneOf('ready') }, {}),
  copy: record<{ type: 'copy'; text: string }>({ type: oneOf('copy'), text }, {}),
  save: record<SaveMessage>({ type: oneOf('save'), name: text, format: oneOf(...saveFormats), content }, {}),
};

/** A reader of a page's messages, by their `type`: those of every page, and its own. */
export function readPageMessages<Message extends { type: string }>(own: {
  [Type in Message['type']]: Reader<Extract<Message, { type: Type }>>;
}): Reader<Message | FromAnyPage> {
  const readers = new Map<unknown, Reader<Message | FromAnyPage>>(Object.entries({ ...common, ...own }));
  return (value, where) => {
    const read = readers.get(messageType(value));
    if (!read) throw new MalformedMessage(`${where}.type must be one of ${[...readers.keys()].join(', ')}`);
    return read(value, where);
  };
}
