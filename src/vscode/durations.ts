import type { Localizer } from './localizer.ts';

/** A time that passed: "45 s", "3 min 20 s", "1 h 10 min". */
export function duration(l10n: Localizer, seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return l10n.t('{0} s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return whole % 60 ? l10n.t('{0} min {1} s', minutes, whole % 60) : l10n.t('{0} min', minutes);
  }
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** A time still to come, as coarse as it is uncertain: "about 40 s left". */
export function timeLeft(l10n: Localizer, seconds: number): string {
  if (seconds < 5) return l10n.t('a few seconds left');
  if (seconds < 57.5) return l10n.t('about {0} s left', Math.round(seconds / 5) * 5);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return l10n.t('about {0} min left', minutes);
  const tens = Math.round(minutes / 10);
  return l10n.t('about {0} h {1} min left', Math.floor(tens / 6), (tens % 6) * 10);
}
