import { describe, expect, it, vi } from 'vitest';
import { activationRowIn, ownLoadIn } from '../e2e/runner/activation-times.ts';

const row = (cells: readonly string[]): string => `| ${cells.join('      | ')} |`;
const ours = 'poetry-embedding-explorer.poetry-embedding-explorer';

describe('activation, as VS Code reports it', () => {
  it('is read from the line of the report that is the extension’s', () => {
    const others = row(['vscode.emmet', 'false', '30', '9', '3', 'onLanguage', 'vscode.emmet']);
    const line = row([ours, 'false', '12', '8', '3', 'onLanguage:plaintext', ours]);
    expect(activationRowIn([others, line])).toEqual({ load: 12, call: 8, event: 'onLanguage:plaintext' });
    expect(activationRowIn([row([ours, 'true', '0', '8', '0', '*', ours])])).toEqual({ load: 0, call: 8, event: '*' });
  });

  it('is not taken from another line, or from one that tells no time', () => {
    for (const line of [
      row(['vscode.emmet', 'false', '12', '8', '3', 'onLanguage:plaintext', ours]),
      row(['Extension', 'Eager', 'Load Code', 'Call Activate', 'Finish Activate', 'Event', 'By']),
      row([ours, 'false', '12', '', '3', 'onLanguage:plaintext', ours]),
      row([ours, 'false', '-1', '8', '3', 'onLanguage:plaintext', ours]),
      row([ours, 'false', '12', '8']),
      `code/extHost/willLoadExtensionCode/${ours}   1795670798911 0 1595.887939453125`,
    ])
      expect(activationRowIn([line]), line).toBeUndefined();
  });

  it('has a part that is the extension’s own code, between two marks', () => {
    const mark = (name: string, at: number): string => `code/extHost/${name}   ${at}\t3 1553.887939453125`;
    const lines = [
      mark('willLoadExtensionCode/vscode.git', 1000),
      mark('didLoadExtensionCode/vscode.git', 1042),
      mark(`willLoadExtensionCode/${ours}`, 1043),
      mark(`didLoadExtensionCode/${ours}`, 1056),
    ];
    expect(ownLoadIn(lines)).toBe(13);
    expect(ownLoadIn(lines.slice(0, 3))).toBeUndefined();
  });

  it('is said to be missing where there is no VS Code, and the bundle is loaded without one', async () => {
    vi.stubEnv('VSCODE_SERVER', '/nowhere');
    vi.resetModules();
    const { activationRow } = await import('./activation.ts');
    vi.unstubAllEnvs();
    const { lines, verdicts } = await activationRow.measure('', {});
    const told = 'VS Code’s server is not installed: npm run vscode:setup';
    expect(lines).toContain(`no VS Code was asked: ${told}`);
    expect(verdicts[0]).toMatchObject({ note: told, unit: 'ms' });
    expect(verdicts[0]!.value).toBeGreaterThan(0);
  });
});
