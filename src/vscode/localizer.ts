import type * as vscode from 'vscode';

/** `vscode.l10n`, for functions that are tested without VS Code. */
export type Localizer = Pick<typeof vscode.l10n, 't'>;

/** A count with the reader's separators: 1,321. */
export function counted(n: number): string {
  return n.toLocaleString('en-GB');
}

/** A loss with four digits after the point. */
export function lossText(loss: number): string {
  return loss.toFixed(4);
}

/** A share as a percentage with one digit: 0.018 is "1.8%". */
export function percentText(share: number): string {
  const rounded = (share * 100).toFixed(1);
  return `${rounded === '-0.0' ? '0.0' : rounded}%`;
}
