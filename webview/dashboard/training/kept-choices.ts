import { keepState, keptState } from '../../shared/host.ts';

/** What a person has chosen in the Training tab, which outlives a reload. */
interface Choices {
  smooth?: boolean;
  /** Of which the gradient is shown; '' for all together. */
  parameter?: string;
}

export function keptChoices(): Choices {
  return keptState<{ training?: Choices }>()?.training ?? {};
}

export function keepChoice(choice: Choices): void {
  keepState({ ...keptState<object>(), training: { ...keptChoices(), ...choice } });
}
