import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const charactersShown = 2000;

/** Runs a program to its end. Throws, with what it printed, where that is another than success. */
export async function runProgram(
  program: string,
  args: readonly string[],
  where: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void> {
  try {
    await promisify(execFile)(program, args, { ...where, maxBuffer: Infinity });
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    // Where a program printed on the side of errors, the message has it too.
    const printed = [stderr ? '' : message, stdout, stderr].filter(Boolean).join('\n').trim();
    const command = [program, ...args].join(' ');
    throw new Error(`${command} failed in ${where.cwd}:\n${printed.slice(0, charactersShown)}`, { cause: error });
  }
}
