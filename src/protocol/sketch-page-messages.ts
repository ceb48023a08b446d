import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import { oneOf, record, wholeNumber, type Reader } from './read-value.ts';
import { readSketchQuestion, type SketchBasis, type Sketches, type SketchQuestion } from './sketch-messages.ts';

export type ToSketch =
  | { type: 'loading' }
  | { type: 'problem'; message: string }
  /** `show` names the tab that a command asked for; the page's own otherwise. */
  | { type: 'basis'; basis: SketchBasis; show?: SketchQuestion['type'] }
  | { type: 'sketched'; id: number; sketches: Sketches }
  | { type: 'notSketched'; id: number; message: string };

interface AskMessage {
  type: 'sketch';
  /** Comes back with the answer. */
  id: number;
  question: SketchQuestion;
}
export const sketchEnds = ['first', 'second'] as const;
interface ChooseMessage {
  type: 'choose';
  /** Which of the two passages another is to be chosen for. */
  which: (typeof sketchEnds)[number];
}
interface RowMessage {
  type: 'open';
  row: number;
}
type OwnMessage = AskMessage | ChooseMessage | RowMessage;
export type FromSketch = FromAnyPage | OwnMessage;

/** Throws a MalformedMessage unless `value` is a message of the page of sketches. */
export const readFromSketch: Reader<FromSketch> = readPageMessages<OwnMessage>({
  sketch: record<AskMessage>({ type: oneOf('sketch'), id: wholeNumber(), question: readSketchQuestion }, {}),
  choose: record<ChooseMessage>({ type: oneOf('choose'), which: oneOf(...sketchEnds) }, {}),
  open: record<RowMessage>({ type: oneOf('open'), row: wholeNumber() }, {}),
});
