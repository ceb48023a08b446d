import type { DashboardEpoch } from '../../../src/protocol/dashboard-messages.ts';

/** The first of 1, 2, 5, 10, 20, 50, … that is not below a positive number; powers below 1 too. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9))!;
  return Number((factor * power).toPrecision(12));
}

/** Round values between two positive ones, for a log axis: evenly spaced over a short way, else 1, 2 and 5 of each power. */
export function niceTicks(min: number, max: number): number[] {
  if (!(min > 0 && max > min)) return [];
  const candidates: number[] = [];
  if (max / min < 10) {
    const step = niceStep((max - min) / 6);
    for (let k = Math.ceil(min / step); k * step <= max; k++) candidates.push(k * step);
  } else
    for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++)
      candidates.push(...[1, 2, 5].map((factor) => factor * 10 ** power));
  return candidates.map((value) => Number(value.toPrecision(6))).filter((value) => value >= min && value <= max);
}

/** Marks at the first epoch and at round ones, few enough to stand upright. */
export function epochTicks(epochs: readonly DashboardEpoch[]) {
  const step = Math.max(1, niceStep(Math.max(1, epochs.length) / 8));
  return {
    autoSkip: false,
    maxRotation: 0,
    callback: (_: unknown, index: number): number | null => {
      const epoch = epochs[index]?.epoch;
      return epoch !== undefined && (epoch % step === 0 || index === 0) ? epoch : null;
    },
  };
}
