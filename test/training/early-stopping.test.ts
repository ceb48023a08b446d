import { describe, expect, it } from 'vitest';
import { train } from '../../src/training/train.ts';
import { afterEpoch, startState, type TrainingState } from '../../src/training/training-state.ts';
import { chunkSet, madeUpNetwork, memorySink, settings, split } from './made-up-training.ts';

/** Where training stands after validation losses: phase and epoch in it, the best epoch, epochs since. */
function follow(
  losses: readonly number[],
  earlyStopping: object | null,
): [number, number, number | undefined, number][] {
  const phases = [
    { maxTokens: 4, epochs: 4 },
    { maxTokens: 12, epochs: 5 },
  ];
  let state: TrainingState = startState(settings({ phases, earlyStopping }));
  return losses.map((valLoss, i) => {
    const { random, plateau } = state;
    state = afterEpoch(state, { epoch: i + 1, trainLoss: 9, valLoss, seconds: 1, random, plateau });
    return [state.phase, state.epochInPhase, state.best?.epoch, state.badEpochs];
  });
}

describe('early stopping', () => {
  it('ends a phase after `patience` epochs that are not better, and training in the last phase', () => {
    expect(follow([3, 2, 2, 2.5, 5, 4, 4.5, 4.5], { patience: 2, minDelta: 0 })).toEqual([
      [0, 1, 1, 0],
      [0, 2, 2, 0],
      [0, 3, 2, 1],
      [1, 0, undefined, 0],
      [1, 1, 5, 0],
      [1, 2, 6, 0],
      [1, 3, 6, 1],
      [2, 0, 6, 2],
    ]);
  });

  it('does not hold the higher losses of longer sequences against a new phase', () => {
    expect(follow([1, 0.9, 0.8, 0.7, 7], { patience: 1, minDelta: 0 }).at(-1)).toEqual([1, 1, 5, 0]);
  });

  it('counts as better only what is lower by more than `minDelta`', () => {
    expect(follow([3, 2.8, 2.4], { patience: 9, minDelta: 0.5 }).map(([, , best]) => best)).toEqual([1, 1, 3]);
  });

  it('is off by default: every epoch of the plan is trained', () => {
    expect(follow([1, 2, 3, 4, 5, 6, 7, 8, 9], null).at(-1)).toEqual([2, 0, 5, 4]);
  });

  it('keeps and restores the best weights of the last phase', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork();
    // Nothing can improve by so much, so the first epoch of each phase stays its best.
    const stopping = settings({
      earlyStopping: { patience: 2, minDelta: 1000 },
      phases: [
        { maxTokens: 4, epochs: 9 },
        { maxTokens: 12, epochs: 9 },
      ],
    });
    const result = await train({ network, chunkSet, split, settings: stopping, writer: sink });
    expect(sink.epochs.map(({ phase }) => phase)).toEqual([1, 1, 1, 2, 2, 2]);
    const { trainLoss, valLoss } = sink.epochs[3]!;
    expect(result).toMatchObject({ status: 'complete', epochs: 6, bestEpoch: 4, keptEpoch: 4, trainLoss, valLoss });
    expect(await network.parameters()).toEqual(sink.checkpoints[3]!.parameters);
    expect(sink.checkpoints.map(({ best }) => best !== null)).toEqual([true, true, false, true, true, true]);
    expect(sink.last().best).toEqual(sink.checkpoints[3]!.parameters);
  });

  it('without it the last weights are kept, and the best epoch is only told', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork();
    const result = await train({ network, chunkSet, split, settings: settings({ learningRate: 0.9 }), writer: sink });
    expect(result.keptEpoch).toBe(7);
    const lastPhase = sink.epochs.slice(4);
    expect(result.bestEpoch).toBe(lastPhase.sort((a, b) => a.valLoss! - b.valLoss!)[0]!.epoch);
    expect(await network.parameters()).toEqual(sink.last().parameters);
  });
});
