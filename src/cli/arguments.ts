import { parseArgs, type ParseArgsConfig } from 'node:util';
import { cells, type Cell } from '../model/specification.ts';
import { type EngineChoice, engineChoices } from '../protocol/engine-choices.ts';
import type { SweepMeasure } from '../protocol/sweep-messages.ts';
import { readWholeNumbers } from '../protocol/whole-numbers.ts';

export interface TrainArguments {
  folder?: string;
  preset?: string;
  epochs?: number;
  seed?: number;
  vectors?: string;
  from?: 'base' | 'scratch';
  out?: string;
  resume?: string;
  engine?: EngineChoice;
  threads?: number;
  /** A folder whose `node_modules` holds packages of GPU engines. */
  packages?: string;
  json: boolean;
  quiet: boolean;
}

export interface CompareArguments {
  folder?: string;
  /** Names; `all` stands for every one. */
  presets?: string[];
  variants?: string[];
  cells?: Cell[];
  bottleneckSizes?: number[];
  epochs?: number;
  seed?: number;
  vectors?: string;
  processes?: number;
  rank?: SweepMeasure;
  out?: string;
  resume?: string;
  format: 'text' | 'markdown' | 'json';
  quiet: boolean;
}

/** What was asked for on the command line. */
export type Command =
  | { name: 'help' | 'version' }
  | ({ name: 'train' } & TrainArguments)
  | ({ name: 'compare' } & CompareArguments)
  | { name: 'evaluate'; run: string; runs?: string; json: boolean }
  | { name: 'neighbours'; run: string; text: string; count: number; runs?: string; json: boolean }
  | { name: 'runs'; folder?: string; json: boolean }
  | { name: 'engines'; packages?: string; json: boolean };

/** The command line cannot be understood. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What --rank calls the measures of a comparison. */
export const measureOfRank = {
  variance: 'varianceExplained',
  weighted: 'weightedVarianceExplained',
  neighbours: 'samePoemAt5',
} as const satisfies Record<string, SweepMeasure>;
const rankNames = ['variance', 'weighted', 'neighbours'] as const;

const json = { json: { type: 'boolean' } } as const;
const options = {
  train: {
    preset: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    vectors: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
    resume: { type: 'string' },
    engine: { type: 'string' },
    threads: { type: 'string' },
    packages: { type: 'string' },
    quiet: { type: 'boolean' },
    ...json,
  },
  compare: {
    presets: { type: 'string' },
    variants: { type: 'string' },
    cells: { type: 'string' },
    bottleneck: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    vectors: { type: 'string' },
    processes: { type: 'string' },
    rank: { type: 'string' },
    out: { type: 'string' },
    resume: { type: 'string' },
    markdown: { type: 'boolean' },
    quiet: { type: 'boolean' },
    ...json,
  },
  evaluate: { runs: { type: 'string' }, ...json },
  neighbours: { runs: { type: 'string' }, count: { type: 'string' }, ...json },
  runs: json,
  engines: { packages: { type: 'string' }, ...json },
} as const;
const commandNames = Object.keys(options).join(', ');

/** Reads the arguments after the program's name. Throws a UsageError that names the argument that is wrong. */
export function readArguments(args: readonly string[]): Command {
  const [name, ...rest] = args;
  const beforeSeparator = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  if (name === undefined || name === 'help' || beforeSeparator.some((arg) => arg === '--help' || arg === '-h'))
    return { name: 'help' };
  if (name === '--version' || name === '-v') return { name: 'version' };
  switch (name) {
    case 'train': {
      const { values, positionals } = parse(options.train, rest, name);
      const [folder] = atMost(positionals, 1, name);
      const { preset, vectors, out, resume, packages } = values;
      return {
        name,
        ...given({ folder, preset, vectors, out, resume, packages }),
        ...given({
          epochs: wholeNumber('--epochs', values.epochs, 1, 1_000_000),
          seed: wholeNumber('--seed', values.seed, 0, 0xffffffff),
          from: oneOf('--from', values.from, ['base', 'scratch']),
          engine: oneOf('--engine', values.engine, engineChoices),
          threads: wholeNumber('--threads', values.threads, 1, 64),
        }),
        json: values.json ?? false,
        quiet: values.quiet ?? false,
      };
    }
    case 'compare': {
      const { values, positionals } = parse(options.compare, rest, name);
      const [folder] = atMost(positionals, 1, name);
      const { vectors, out, resume } = values;
      const rank = oneOf('--rank', values.rank, rankNames);
      if (values.json && values.markdown) throw new UsageError('--json and --markdown exclude each other.');
      return {
        name,
        ...given({ folder, vectors, out, resume, rank: rank && measureOfRank[rank] }),
        ...given({
          presets: listed('--presets', values.presets),
          variants: listed('--variants', values.variants),
          cells: listed('--cells', values.cells)?.map((cell) => oneOf('--cells', cell, cells)!),
          bottleneckSizes: wholeNumbers('--bottleneck', values.bottleneck, 1, 1024),
          epochs: wholeNumber('--epochs', values.epochs, 1, 1_000_000),
          seed: wholeNumber('--seed', values.seed, 0, 0xffffffff),
          processes: wholeNumber('--processes', values.processes, 1, 256),
        }),
        format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
        quiet: values.quiet ?? false,
      };
    }
    case 'evaluate': {
      const { values, positionals } = parse(options.evaluate, rest, name);
      const [run] = atMost(positionals, 1, name);
      if (run === undefined) throw new UsageError('evaluate needs a run: its folder, its name, or "latest".');
      return { name, run, ...given({ runs: values.runs }), json: values.json ?? false };
    }
    case 'neighbours':
    case 'neighbors': {
      const { values, positionals } = parse(options.neighbours, rest, 'neighbours');
      const [run, text] = atMost(positionals, 2, 'neighbours', 'Put the text between quotation marks.');
      if (run === undefined || text === undefined)
        throw new UsageError('neighbours needs a run and a text: poetry-explorer neighbours latest "a line".');
      const count = wholeNumber('--count', values.count, 1, 1000) ?? 5;
      return { name: 'neighbours', run, text, count, ...given({ runs: values.runs }), json: values.json ?? false };
    }
    case 'runs': {
      const { values, positionals } = parse(options.runs, rest, name);
      const [folder] = atMost(positionals, 1, name);
      return { name, ...given({ folder }), json: values.json ?? false };
    }
    case 'engines': {
      const { values, positionals } = parse(options.engines, rest, name);
      atMost(positionals, 0, name);
      return { name, ...given({ packages: values.packages }), json: values.json ?? false };
    }
    default:
      throw new UsageError(
        name.startsWith('-')
          ? `Unknown option ${name}; a command comes first: ${commandNames}.`
          : `Unknown command "${name}"; there are ${commandNames}.`,
      );
  }
}

function parse<const T extends NonNullable<ParseArgsConfig['options']>>(
  known: T,
  args: string[],
  command: string,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; strict: true; allowPositionals: true }>> {
  try {
    return parseArgs({ args, options: known, strict: true, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const option = /'([^']*)'/.exec(message)?.[1] ?? '';
      const names = Object.keys(known).map((name) => `--${name}`);
      throw new UsageError(`Unknown option ${option}; ${command} takes ${names.join(', ')}.`);
    }
    throw new UsageError(message);
  }
}

function atMost(positionals: string[], most: number, command: string, advice = ''): string[] {
  if (positionals.length > most)
    throw new UsageError(`${command} does not know what to do with "${positionals[most]}". ${advice}`.trim());
  return positionals;
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${option} must be a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

/** Names between commas, each once. */
function listed(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  if (names.includes('')) throw new UsageError(`${option} must be names with commas between them, not "${text}".`);
  return names;
}

function wholeNumbers(option: string, text: string | undefined, least: number, most: number): number[] | undefined {
  if (text === undefined) return undefined;
  const numbers = readWholeNumbers(text, least, most);
  if (numbers) return numbers;
  throw new UsageError(
    `${option} must be whole numbers from ${least} to ${most}, or stretches of them as in 15-20, with commas between; not "${text}".`,
  );
}

function oneOf<const T extends string>(option: string, text: string | undefined, known: readonly T[]): T | undefined {
  const found = known.find((value) => value === text);
  if (text !== undefined && found === undefined)
    throw new UsageError(`${option} must be one of ${known.join(', ')}, not "${text}".`);
  return found;
}

/** The fields that are not undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
