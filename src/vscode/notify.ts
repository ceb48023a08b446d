import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { SettingProblem } from './check-settings.ts';
import { plainText } from './plain-text.ts';

/** A button of a notification, and what it does. */
export interface Choice {
  title: string;
  run(): unknown;
}

export type Severity = 'information' | 'warning' | 'error';

/** Shows a notification, and does what is chosen in it. Ends when it is answered or dismissed. */
export async function notify(severity: Severity, message: string, ...choices: readonly Choice[]): Promise<void> {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const show = { information: showInformationMessage, warning: showWarningMessage, error: showErrorMessage }[severity];
  const items = choices.map((choice): vscode.MessageItem & Choice => ({ title: choice.title, run: choice.run }));
  const chosen = await show<vscode.MessageItem & Choice>(plainText(message), ...items);
  try {
    await chosen?.run();
  } catch (error) {
    await showErrorMessage(plainText(error instanceof Error ? error.message : String(error)));
  }
}

/** Tells a person what went wrong, in one message: its own words where they are meant for a person. */
export async function tellProblem(
  log: vscode.LogOutputChannel,
  problem: unknown,
  ...choices: readonly Choice[]
): Promise<void> {
  const showLog: Choice = { title: vscode.l10n.t('Show Log'), run: () => log.show() };
  if (problem instanceof SettingProblem) {
    log.error(problem.message);
    const open = () => vscode.commands.executeCommand('workbench.action.openSettings', problem.setting);
    return await notify('error', problem.message, { title: vscode.l10n.t('Open Settings'), run: open });
  }
  const error = problem instanceof Error ? problem : new Error(String(problem));
  const failure = error instanceof RequestFailed ? error.failure : undefined;
  log.error(failure?.forPerson ? error.message : (failure?.stack ?? error.stack ?? error.message));
  const forPerson = failure ? failure.forPerson : error.name === 'UserError';
  const message = forPerson ? error.message : vscode.l10n.t('Something went wrong: {0}', error.message);
  await notify('error', message, ...choices, showLog);
}
