import type { EngineChoice } from '../protocol/engine-choices.ts';

/** The settings as they stand in settings.json: anything at all, when edited by hand. */
export interface RawSettings {
  poemFolder: unknown;
  preset: unknown;
  startFrom: unknown;
  epochs: unknown;
  seed: unknown;
  batchSize: unknown;
  learningRate: unknown;
  wordVectors: unknown;
}

/** What computes a training; what is left out is for the program to choose. */
export interface EngineSettings {
  engine?: EngineChoice;
  threads?: number;
}

/** What a training is asked to use; a field left out is the preset's. */
export interface TrainingChoices {
  preset: string;
  seed: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  /** Left out, a preset that can begins with the base model. */
  from?: 'scratch';
  /** As written: relative to the workspace folder, or absolute. */
  wordVectors?: string;
}

/** A setting out of its range. The message names it and what it may be. */
export class SettingProblem extends Error {
  override name = 'SettingProblem';
  readonly setting: string;
  constructor(setting: string, allowed: string, value: unknown) {
    super(`The setting poetryExplorer.${setting} must be ${allowed}, not ${JSON.stringify(value) ?? 'undefined'}.`);
    this.setting = `poetryExplorer.${setting}`;
  }
}

/** Kept equal to the manifest's ranges by a test. */
export const settingRanges = {
  presets: ['recommended', 'faithful', 'research', 'seed', 'gru', 'lstm', 'quick'],
  startFrom: ['base', 'scratch'],
  epochs: [1, 10_000],
  seed: [0, 4_294_967_295],
  batchSize: [2, 4096],
  learningRate: [1e-6, 1],
  engines: ['auto', 'wasm', 'cuda', 'webgpu', 'cpu'],
  threads: [0, 64],
} as const;

/**
 * Throws a SettingProblem for the first setting that is not what it may be. A run that `goesOn` keeps to the engine that
 * it was begun with, whatever the setting is by now; threads change nothing of what is computed.
 */
export function checkEngineSettings(raw: Record<'engine' | 'threads', unknown>, goesOn: boolean): EngineSettings {
  const { engines } = settingRanges;
  const engine = goesOn || isUnset(raw.engine) ? 'auto' : engines.find((known) => known === raw.engine);
  if (!engine) throw new SettingProblem('engine', `one of ${engines.join(', ')}`, raw.engine);
  const threads = isUnset(raw.threads) ? 0 : wholeNumber('threads', raw.threads);
  return { ...(engine !== 'auto' && { engine }), ...(threads > 0 && { threads }) };
}

/** Throws a SettingProblem for the first setting that is not what it may be. */
export function checkSettings(raw: RawSettings): TrainingChoices {
  const { presets, startFrom } = settingRanges;
  if (!presets.some((preset) => preset === raw.preset)) {
    throw new SettingProblem('preset', `one of ${presets.join(', ')}`, raw.preset);
  }
  const choices: TrainingChoices = { preset: String(raw.preset), seed: wholeNumber('seed', raw.seed) };
  if (!isUnset(raw.startFrom) && !startFrom.some((known) => known === raw.startFrom))
    throw new SettingProblem('startFrom', `one of ${startFrom.join(', ')}`, raw.startFrom);
  if (raw.startFrom === 'scratch') choices.from = 'scratch';
  if (!isUnset(raw.epochs)) choices.epochs = wholeNumber('epochs', raw.epochs, presetsOwn);
  if (!isUnset(raw.batchSize)) choices.batchSize = wholeNumber('batchSize', raw.batchSize, presetsOwn);
  if (!isUnset(raw.learningRate)) {
    const [least, most] = settingRanges.learningRate;
    const rate = raw.learningRate;
    if (typeof rate !== 'number' || !(rate >= least && rate <= most)) {
      throw new SettingProblem('learningRate', `a number from ${least} to ${most}, or ${presetsOwn}`, rate);
    }
    choices.learningRate = rate;
  }
  const vectors = readPathSetting('wordVectors', raw.wordVectors);
  if (vectors) choices.wordVectors = vectors;
  return choices;
}

/** The path a setting holds, or an empty string. Throws a SettingProblem for anything but a string. */
export function readPathSetting(setting: 'poemFolder' | 'wordVectors', value: unknown): string {
  if (isUnset(value)) return '';
  if (typeof value !== 'string' || value.includes('\0')) throw new SettingProblem(setting, 'a path', value);
  return value.trim();
}

const presetsOwn = "null for the preset's own";

function isUnset(value: unknown): boolean {
  return value === null || value === undefined;
}

function wholeNumber(setting: 'epochs' | 'seed' | 'batchSize' | 'threads', value: unknown, orElse?: string): number {
  const [least, most] = settingRanges[setting];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SettingProblem(setting, `a whole number from ${least} to ${most}${orElse ? `, or ${orElse}` : ''}`, value);
}
