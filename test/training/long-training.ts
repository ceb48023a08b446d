import { settings as settingsOf } from './made-up-training.ts';

/** Long enough to be killed many times. */
export const settings = settingsOf({
  phases: [
    { maxTokens: 6, epochs: 40 },
    { maxTokens: 12, epochs: 60 },
  ],
  schedule: { kind: 'plateau', patience: 2 },
  earlyStopping: { patience: 1000, minDelta: 0 },
});
