/** What a training asks between two batches. */
export interface Pause {
  /** Waits while the training is paused, but no longer than until the signal is aborted. */
  over(signal: AbortSignal | undefined): Promise<void>;
  /** Milliseconds waited so far, which count for no epoch. */
  readonly waited: number;
}

/** The hand that pauses a training and lets it go on. */
export interface PauseSwitch extends Pause {
  pause(): void;
  goOn(): void;
}

/** `onChange` hears when the training begins to wait, and when it goes on. */
export function createPause(onChange: (paused: boolean) => void = () => undefined): PauseSwitch {
  let paused = false;
  let wake: (() => void) | undefined;
  let waited = 0;
  return {
    get waited() {
      return waited;
    },
    pause() {
      paused = true;
    },
    goOn() {
      paused = false;
      wake?.();
    },
    async over(signal) {
      if (!paused || signal?.aborted) return;
      const began = performance.now();
      onChange(true);
      while (paused && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      wake = undefined;
      waited += performance.now() - began;
      onChange(false);
    },
  };
}
