import type { EngineProblem } from '../../protocol/engine-choices.ts';

/** An engine cannot be used here. The message is what the library or the system said of it, and may be ''. */
export class EngineUnusable extends Error {
  override name = 'EngineUnusable';
  readonly problem: EngineProblem;
  constructor(problem: EngineProblem, detail = '') {
    super(detail);
    this.problem = problem;
  }
}
