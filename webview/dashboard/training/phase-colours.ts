import type { Band } from '../../shared/bands.ts';
import { colourOf, hues } from '../chart-legend.ts';
import { phasesOf, type ShownTraining } from './shown-training.ts';

/** Of the phases, again from the first after the last. */
const colours = [hues.blue, hues.orange, hues.green, hues.purple] as const;

/** `phase` is counted from 1. */
export function phaseColour(phase: number): string {
  return colourOf(colours[(phase - 1) % colours.length]!);
}

/** The phases as they stand behind every chart by epoch: by number, and in a large chart by name too. */
export function phaseBands({ content }: ShownTraining, named = false): Band[] {
  return phasesOf(content.epochs).map(({ phase, name, from, to }) => ({
    ...{ from, to, colour: phaseColour(phase) },
    names: named ? [`${phase}: ${name}`, String(phase)] : [String(phase)],
  }));
}
