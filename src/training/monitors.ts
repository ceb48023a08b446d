import type { EpochRecord } from '../runs/epoch-record.ts';

/** Where the seed notebook warns. */
export const monitorLimits = { vanishingGradient: 1e-6, explodingGradient: 10, saturation: 0.5 } as const;

export interface MonitorWarning {
  kind: 'vanishing-gradient' | 'exploding-gradient' | 'saturation';
  message: string;
}

/** What in an epoch deserves a warning. Gradients are judged before clipping, which would hide an explosion. */
export function monitorWarnings(record: EpochRecord): MonitorWarning[] {
  const warnings: MonitorWarning[] = [];
  const { mean, max } = record.gradientNorm;
  if (mean < monitorLimits.vanishingGradient)
    warnings.push({
      kind: 'vanishing-gradient',
      message: `The gradient has all but vanished (norm ${mean.toExponential(1)}): nothing is learned any more.`,
    });
  if (max > monitorLimits.explodingGradient)
    warnings.push({
      kind: 'exploding-gradient',
      message: `The gradient is very large (norm ${max.toPrecision(3)}): try a lower learning rate.`,
    });
  for (const room of ['encoder', 'decoder'] as const) {
    const { saturation } = record[room];
    if (saturation > monitorLimits.saturation)
      warnings.push({
        kind: 'saturation',
        message: `${Math.round(saturation * 100)}% of the ${room}'s hidden activations are saturated: try a lower learning rate.`,
      });
  }
  return warnings;
}
