import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SweepBaseline, SweepFigure, SweepResult } from '../../src/protocol/sweep-messages.ts';
import { recipeNamed } from '../../src/training/variants.ts';
import { recordedPresets, recordFile, type EnglishRecord } from './measure-english.ts';

const record = JSON.parse(fs.readFileSync(recordFile, 'utf8')) as EnglishRecord;
const resultOf = (preset: string): SweepResult => record.presets[preset]!.result;
const value = (figure: SweepFigure | null | undefined): number => {
  if (!figure) throw new Error('This figure is not in the record.');
  return figure.value;
};
const baseline = (method: SweepBaseline['method']) =>
  resultOf('recommended').baselines.find((one) => one.method === method)!.scores;

/** What was recorded holds for the presets of today; test/aims trains the default anew. */
describe('the presets on the English corpus, from scratch', () => {
  it.each(recordedPresets)('are those that were measured: %s', (preset) => {
    const today = JSON.parse(JSON.stringify(recipeNamed(preset))) as unknown;
    expect(today, 'measure again: npm run measure-english').toEqual(record.presets[preset]!.recipe);
  });

  it('let the default find passages of the same poem as often as mean word vectors of full width do', () => {
    expect(value(resultOf('recommended').scores.samePoemAt5)).toBeGreaterThanOrEqual(
      value(baseline('meanPooled').samePoemAt5),
    );
  });

  it('let the default explain as much as PCA of the same width, for all words and for rare ones', () => {
    for (const measure of ['varianceExplained', 'weightedVarianceExplained'] as const)
      expect(value(resultOf('recommended').scores[measure])).toBeGreaterThan(value(baseline('pca')[measure]));
  });

  it('let `faithful` explain more still, with at least half of the neighbours', () => {
    const { scores } = resultOf('faithful');
    for (const measure of ['varianceExplained', 'weightedVarianceExplained'] as const)
      expect(value(scores[measure])).toBeGreaterThan(1.5 * value(baseline('pca')[measure]));
    expect(value(scores.samePoemAt5)).toBeGreaterThan(value(baseline('meanPooled').samePoemAt5) / 2);
  });

  it('are what the README says of them', () => {
    const readme = fs.readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
    const table = readme.slice(readme.indexOf('--presets all --markdown'));
    const percent = (figure: SweepFigure | null): string => {
      const { low, high } = figure!.interval!;
      return `${(figure!.value * 100).toFixed(1)}% (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
    };
    for (const preset of recordedPresets) {
      const { varianceExplained, weightedVarianceExplained, samePoemAt5 } = resultOf(preset).scores;
      const figures = [varianceExplained, weightedVarianceExplained, samePoemAt5].map(percent).join(' | ');
      expect(table).toContain(`| \`${preset}\` | ${figures} |`);
    }
  });
});
