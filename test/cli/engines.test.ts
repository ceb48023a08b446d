import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { enginePlaces } from '../../src/cli/engine-places.ts';
import { stoppedSummary } from '../../src/cli/train-summary.ts';
import type { TrainOutcome } from '../../src/compute/train-request.ts';

const outcome: TrainOutcome = {
  ...{ status: 'stopped', run: '/runs/my run', preset: 'seed', engine: 'WebGPU, Radeon', threads: 1, evaluation: null },
  ...{ poems: 5, chunks: 9, vocabulary: 30, epochs: 3, trainLoss: 0.3, valLoss: null, seconds: 2, bottleneckSize: 18 },
};

describe('a training that ended before its time', () => {
  it('says how to go on', () => {
    expect(stoppedSummary(outcome)).toEqual([
      'Stopped after epoch 3. Go on exactly from there with:',
      "  npx poetry-explorer train --resume '/runs/my run'",
    ]);
  });

  it('says what became of its engine, and how to go on on the CPU', () => {
    const lines = stoppedSummary({ ...outcome, lost: 'WebGPU lost the GPU.\u001b[2J It said: reset.' });
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(lines[0]).toContain('WebGPU lost the GPU.');
    expect(lines.slice(1)).toEqual([
      'Training stopped after epoch 3. Nothing is lost. Go on from there on the CPU with:',
      "  npx poetry-explorer train --resume '/runs/my run' --engine wasm",
      'or, to try it once more, without --engine.',
    ]);
  });
});

describe('packages of GPU engines', () => {
  it('are looked for where one says, and beside the program where it is installed, not beside the poems', () => {
    const file = ['', 'home', 'node_modules', 'poetry-embedding-explorer', 'dist', 'cli.mjs'].join(path.sep);
    expect(enginePlaces(undefined, file).folders).toEqual([`${path.sep}home`]);
    expect(enginePlaces('engines', file).folders).toEqual([path.resolve('engines'), `${path.sep}home`]);
    expect(enginePlaces(undefined).folders).toEqual([]);
  });
});
