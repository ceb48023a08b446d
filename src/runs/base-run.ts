/**
 * The preset that a run names whose network is the base model as it came: no poem of the run's was trained on. No
 * training has this preset.
 */
export const basePreset = 'base';

/** Whether a run, or its summary, is such a one. */
export function isBaseRun({ config }: { config?: { preset: string } }): boolean {
  return config?.preset === basePreset;
}
