/** How an engine can be lost while it computes. */
export type EngineLoss = 'ended' | 'no answer' | 'device lost' | 'out of memory' | 'validation';

/**
 * The engine has gone, with every network on it: its process ended, its device was lost, its memory was not enough, or it
 * refused what it was asked to compute. The message says which, in words for a person.
 */
export class EngineLost extends Error {
  override name = 'EngineLost';
  /** As the person chooses it: `cuda`, … */
  readonly engine: string;
  readonly loss: EngineLoss;
  /** What the library or the system said; may be ''. */
  readonly detail: string;
  constructor(engine: string, loss: EngineLoss, detail: string, message: string) {
    super(message);
    this.detail = detail;
    this.engine = engine;
    this.loss = loss;
  }
}
