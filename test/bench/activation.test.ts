import { describe, expect, it, vi } from 'vitest';
import { activationTimesIn } from '../e2e/runner/activation-times.ts';

const row = (cells: readonly string[]): string => `| ${cells.join('      | ')} |`;
const ours = 'poetry-embedding-explorer.poetry-embedding-explorer';

describe('activation, as VS Code reports it', () => {
  it('is read from the line of the report that is the extension’s', () => {
    expect(activationTimesIn(row([ours, 'false', '12', '8', '3', 'onLanguage:plaintext', ours]))).toEqual({
      ...{ load: 12, call: 8, finish: 3, event: 'onLanguage:plaintext' },
    });
    expect(activationTimesIn(row([ours, 'true', '0', '8', '0', '*', ours]))).toEqual({
      ...{ load: 0, call: 8, finish: 0, event: '*' },
    });
  });

  it('is not taken from another line, or from one that tells no time', () => {
    for (const line of [
      row(['vscode.emmet', 'false', '12', '8', '3', 'onLanguage:plaintext', ours]),
      row(['Extension', 'Eager', 'Load Code', 'Call Activate', 'Finish Activate', 'Event', 'By']),
      row([ours, 'false', '12', '', '3', 'onLanguage:plaintext', ours]),
      row([ours, 'false', '12', '8', '-1', 'onLanguage:plaintext', ours]),
      row([ours, 'false', '12', '8']),
      `code/extHost/willLoadExtensionCode/${ours}`,
    ])
      expect(activationTimesIn(line), line).toBeUndefined();
  });

  it('is said to be missing where there is no VS Code, and the bundle is loaded without one', async () => {
    vi.stubEnv('VSCODE_SERVER', '/nowhere');
    vi.resetModules();
    const { activationRow } = await import('./activation.ts');
    vi.unstubAllEnvs();
    const { lines, verdicts } = await activationRow.measure('');
    const told = 'VS Code’s server is not installed: npm run vscode:setup';
    expect(lines).toContain(`no VS Code was asked: ${told}`);
    expect(verdicts[0]).toMatchObject({ note: told, unit: 'ms' });
    expect(verdicts[0]!.value).toBeGreaterThan(0);
  });
});
