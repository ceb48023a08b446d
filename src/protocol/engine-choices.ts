import { anyNumber, listOf, oneOf, orNull, type Reader, record, text, truth, wholeNumber } from './read-value.ts';

/** What a person chooses; `auto` is the fastest of those that work. */
export const engineChoices = ['auto', 'wasm', 'cuda', 'webgpu', 'cpu'] as const;
export type EngineChoice = (typeof engineChoices)[number];
export type EngineName = Exclude<EngineChoice, 'auto'>;

/** Those that run in a process of their own, which a driver may take down with it. */
export const processEngines = ['cuda', 'webgpu', 'cpu'] as const;
export type ProcessEngine = (typeof processEngines)[number];

/** Why an engine cannot be used here. */
export const engineProblems = [
  'package missing',
  'binding missing',
  'no CUDA',
  'CPU-only TensorFlow',
  'adapter missing',
  'software adapter',
  'wrong result',
  'crashed',
  'timed out',
  'out of memory',
] as const;
export type EngineProblem = (typeof engineProblems)[number];

/** Where engines are looked for, and what they are run by. */
export interface EnginePlaces {
  /** Folders whose `node_modules` may hold the packages of GPU engines; code from there is run. Absolute, in this order. */
  folders: string[];
  /** A Node to run them by, where the runtime of this process does not do. Absolute. */
  nodePath?: string;
  /** A folder where what was found out is kept. Absolute. */
  storage?: string;
}

/** What a probe of an engine found. */
export type EngineVerdict =
  | {
      engine: ProcessEngine;
      usable: true;
      description: string;
      /** The GPU's name, or ''. */
      adapter: string;
      /** Of the package that computes. */
      version: string;
      /** The executable that ran it. */
      runtime: string;
    }
  | {
      engine: ProcessEngine;
      usable: false;
      problem: EngineProblem;
      /** What the library or the system said; may be ''. */
      detail: string;
    };

/** An engine as a person is told of it. */
export interface EngineStatus {
  engine: EngineName;
  usable: boolean;
  /** A sentence or two. */
  words: string;
  /** Null where it is usable. */
  problem: EngineProblem | null;
}

/** What a training computes by, and why. */
export interface EngineReport {
  engine: EngineName;
  /** What exactly runs: `wasm relaxed-simd`, … */
  description: string;
  threads: number;
  /** A sentence or two: "It takes 9.1 ms a step, … CUDA is not set up." */
  why: string;
  /** Milliseconds of a training step on each engine that was tried; empty where there was no choice. */
  steps: { engine: EngineName; milliseconds: number }[];
}

const engineNames = ['wasm', ...processEngines] as const satisfies readonly EngineName[];

export const readEnginePlaces: Reader<EnginePlaces> = record<EnginePlaces>(
  { folders: listOf(text) },
  { nodePath: text, storage: text },
);

export const readEngineStatus: Reader<EngineStatus> = record<EngineStatus>(
  { engine: oneOf(...engineNames), usable: truth, words: text, problem: orNull(oneOf(...engineProblems)) },
  {},
);

export const readEngineReport: Reader<EngineReport> = record<EngineReport>(
  {
    engine: oneOf(...engineNames),
    description: text,
    threads: wholeNumber(1),
    why: text,
    steps: listOf(
      record<EngineReport['steps'][number]>({ engine: oneOf(...engineNames), milliseconds: anyNumber }, {}),
    ),
  },
  {},
);

const readUsable = record<Extract<EngineVerdict, { usable: true }>>(
  {
    engine: oneOf(...processEngines),
    usable: (value) => truth(value, 'usable') as true,
    description: text,
    adapter: text,
    version: text,
    runtime: text,
  },
  {},
);
const readUnusable = record<Extract<EngineVerdict, { usable: false }>>(
  {
    engine: oneOf(...processEngines),
    usable: (value) => truth(value, 'usable') as false,
    problem: oneOf(...engineProblems),
    detail: text,
  },
  {},
);

/** As it was kept on disk. Throws a MalformedMessage. */
export const readEngineVerdict: Reader<EngineVerdict> = (value, where) =>
  typeof value === 'object' && value !== null && 'usable' in value && value.usable === true
    ? readUsable(value, where)
    : readUnusable(value, where);
