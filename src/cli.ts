import { readArguments, UsageError, type Command } from './cli/arguments.ts';
import { compareCommand } from './cli/compare-command.ts';
import { enginesCommand } from './cli/engines-command.ts';
import { evaluateCommand } from './cli/evaluate-command.ts';
import { neighboursCommand } from './cli/neighbours-command.ts';
import { plainText } from './cli/plain-text.ts';
import { runsCommand } from './cli/runs-command.ts';
import { trainCommand } from './cli/train-command.ts';
import { usage } from './cli/usage.ts';
import { productVersion } from './compute/product-version.ts';
import { UserError } from './corpus/user-error.ts';
import { presets } from './training/presets.ts';
import { variants } from './training/variants.ts';

const interrupted = 130;

/** Runs a command; the result is the process's exit code. */
async function run(command: Command, signal: AbortSignal): Promise<number> {
  switch (command.name) {
    case 'help':
      write(helpText());
      return 0;
    case 'version':
      write(productVersion());
      return 0;
    case 'train':
    case 'compare': {
      const { output, stopped, lost } =
        command.name === 'train'
          ? await trainCommand(command, signal)
          : { ...(await compareCommand(command, signal)), lost: false };
      if (output !== '') write(output);
      if (lost) return 1;
      return stopped ? interrupted : 0;
    }
    case 'evaluate':
      write(await evaluateCommand(command, signal));
      return 0;
    case 'neighbours':
      write(await neighboursCommand(command, signal));
      return 0;
    case 'runs':
      write(await runsCommand(command));
      return 0;
    case 'engines':
      write(await enginesCommand(command));
      return 0;
  }
}

function helpText(): string {
  return usage
    .replace('PRESETS', Object.keys(presets).join(', '))
    .replace('VARIANTS', wrapped(Object.keys(variants), 20))
    .trimEnd();
}

/** Names with commas between them on lines of their own, so far from the margin. */
function wrapped(names: readonly string[], margin: number): string {
  const lines = [''];
  for (const name of names) {
    if (lines.at(-1)!.length + name.length > 95 - margin) lines.push('');
    lines[lines.length - 1] += ` ${name},`;
  }
  return lines
    .map((line) => `\n${' '.repeat(margin - 1)}${line}`)
    .join('')
    .replace(/,$/, '');
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The exit code for an error; a bug keeps its stack, which is for who repairs it. */
function explain(error: unknown, signal: AbortSignal): number {
  if (signal.aborted && !(error instanceof UserError)) {
    process.stderr.write('Stopped before anything was written.\n');
    return interrupted;
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${plainText(error.message)} See: poetry-explorer --help\n`);
    return 2;
  }
  if (error instanceof UserError) process.stderr.write(`${plainText(error.message)}\n`);
  else
    process.stderr.write(`This is a mistake of the program: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

const abort = new AbortController();
// The first interrupt lets the training end in order; a second one does not wait for it.
process.on('SIGINT', () => (abort.signal.aborted ? process.exit(interrupted) : abort.abort()));
process.once('SIGTERM', () => abort.abort());
// Whoever reads the output may stop reading: `poetry-explorer runs | head -1`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  process.exitCode = await run(readArguments(process.argv.slice(2)), abort.signal);
} catch (error) {
  process.exitCode = explain(error, abort.signal);
}
