import type { Localizer } from '../../src/vscode/localizer.ts';

/** As `vscode.l10n` in English: `{0}` stands for the first argument. */
export const english: Localizer = {
  t: (message: unknown, ...args: unknown[]): string =>
    String(message).replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)])),
} as Localizer;
