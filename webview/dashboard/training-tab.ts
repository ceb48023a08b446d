import type { TrainingContent } from '../../src/protocol/dashboard-messages.ts';
import { element, section } from '../shared/elements.ts';
import { lossChart } from './loss-chart.ts';

/** How the curriculum went, or goes. */
export function trainingTab({ epochs }: TrainingContent): HTMLElement[] {
  return [section('Loss', epochs.length > 0 ? lossChart(epochs) : element('p', {}, 'No epoch is done yet.'))];
}
