import * as vscode from 'vscode';
import type { SweepParams } from '../protocol/sweep-messages.ts';
import { settingRanges } from './check-settings.ts';
import { readWholeNumbers } from '../protocol/whole-numbers.ts';

const steps = 4;
const cells: [NonNullable<SweepParams['cells']>[number], string][] = [
  ['rnn', vscode.l10n.t('The plain recurrent network of the notebook')],
  ['gru', vscode.l10n.t('Gated recurrent units: remember longer')],
  ['lstm', vscode.l10n.t('Long short-term memory: the slowest')],
];

/** What of a comparison a person chooses; undefined when they think better of it. */
export type ChosenArchitectures = Pick<SweepParams, 'presets' | 'cells' | 'bottleneckSizes' | 'epochs'>;

/** Asks for presets, cells, sizes of the bottleneck and epochs, one after the other. */
export async function chooseArchitectures(context: vscode.ExtensionContext): Promise<ChosenArchitectures | undefined> {
  const title = (step: number): string => vscode.l10n.t('Compare Architectures ({0} of {1})', step, steps);
  const presets = await vscode.window.showQuickPick(presetItems(context), {
    title: title(1),
    placeHolder: vscode.l10n.t('Which recipes shall be compared?'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  if (!presets?.length) return undefined;
  const cellItems = cells.map(([cell, detail]) => ({ label: cell.toUpperCase(), detail, cell }));
  const chosenCells = await vscode.window.showQuickPick(cellItems, {
    title: title(2),
    placeHolder: vscode.l10n.t('Each of them with these cells? Choose none for the recipe’s own'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!chosenCells) return undefined;
  const sizes = await vscode.window.showInputBox({
    title: title(3),
    prompt: vscode.l10n.t('How many numbers the bottleneck has, as in 15-20 or 8, 12, 18.'),
    value: '18',
    ignoreFocusOut: true,
    validateInput: (text) => problemWith(text, 1, 1024),
  });
  if (sizes === undefined) return undefined;
  const epochs = await vscode.window.showInputBox({
    title: title(4),
    prompt: vscode.l10n.t('Epochs of each training. Leave it empty for as many as each recipe says.'),
    placeHolder: vscode.l10n.t('the recipe’s own'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? undefined : problemWithEpochs(text)),
  });
  if (epochs === undefined) return undefined;
  return {
    presets: presets.map(({ label }) => label),
    ...(chosenCells.length > 0 && { cells: chosenCells.map(({ cell }) => cell) }),
    bottleneckSizes: readWholeNumbers(sizes, 1, 1024)!,
    ...(epochs.trim() !== '' && { epochs: Number(epochs) }),
  };
}

/** The presets as the settings describe them. */
function presetItems(context: vscode.ExtensionContext): vscode.QuickPickItem[] {
  const manifest = context.extension.packageJSON as {
    contributes: { configuration: { properties: Record<string, { markdownEnumDescriptions?: string[] }> } };
  };
  const described = manifest.contributes.configuration.properties['poetryExplorer.preset']?.markdownEnumDescriptions;
  const picked: readonly string[] = ['recommended', 'seed'];
  return settingRanges.presets.map((label, i) => ({
    label,
    detail: described?.[i] ?? '',
    picked: picked.includes(label),
  }));
}

function problemWith(text: string, least: number, most: number): string | undefined {
  if (readWholeNumbers(text, least, most)) return undefined;
  return vscode.l10n.t('Whole numbers from {0} to {1}, or stretches as in 15-20, with commas between.', least, most);
}

function problemWithEpochs(text: string): string | undefined {
  const [least, most] = settingRanges.epochs;
  const epochs = Number(text);
  if (Number.isInteger(epochs) && epochs >= least && epochs <= most) return undefined;
  return vscode.l10n.t('A whole number from {0} to {1}, or nothing.', least, most);
}
