import type { Sketches, SketchQuestion } from '../../src/protocol/sketch-messages.ts';
import type { FromSketch, ToSketch } from '../../src/protocol/sketch-page-messages.ts';
import { post } from '../shared/host.ts';

type Answer = Extract<ToSketch, { id: number }>;

/** Asks for sketches, one question at a time: of those that come while an answer is awaited only the last is asked. */
export interface Asking {
  ask(question: SketchQuestion): void;
  /** Whether it was the answer to its own question. */
  take(answer: Answer): boolean;
  /** What was asked is no longer of interest. */
  forget(): void;
}

/** Milliseconds of rest before a question goes out, so that a slider's every step is not one. */
const pause = 30;
let lastId = 0;

export function createAsking(show: (sketches: Sketches) => void, fail: (message: string) => void): Asking {
  let next: SketchQuestion | undefined;
  let awaited: number | undefined;
  let timer: number | undefined;
  const send = (): void => {
    if (!next) return;
    awaited = ++lastId;
    post<FromSketch>({ type: 'sketch', id: awaited, question: next });
    next = undefined;
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(send, pause);
  };
  return {
    ask(question) {
      next = question;
      if (awaited === undefined) schedule();
    },
    take(answer) {
      if (answer.id !== awaited) return false;
      awaited = undefined;
      if (next) schedule();
      if (answer.type === 'sketched') show(answer.sketches);
      else fail(answer.message);
      return true;
    },
    forget() {
      clearTimeout(timer);
      next = awaited = undefined;
    },
  };
}
