import type { Band } from '../../shared/bands.ts';
import { themeColour } from '../../shared/theme.ts';
import { phasesOf, type ShownTraining } from './shown-training.ts';

/** Theme colours of the phases, again from the first after the last. */
const colours = [
  ['charts-blue', '#3794ff'],
  ['charts-orange', '#d18616'],
  ['charts-green', '#89d185'],
  ['charts-purple', '#b180d7'],
] as const;

/** `phase` is counted from 1. */
export function phaseColour(phase: number): string {
  const [name, fallback] = colours[(phase - 1) % colours.length]!;
  return themeColour(name, fallback);
}

/** The phases as they stand behind every chart by epoch. */
export function phaseBands({ content }: ShownTraining): Band[] {
  return phasesOf(content.epochs).map(({ phase, name, from, to }) => ({ from, to, name, colour: phaseColour(phase) }));
}
