import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import type { Checkpoint } from '../../src/runs/checkpoint-file.ts';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import type { TrainingSettings } from '../../src/training/settings.ts';
import { train, type TrainingResult } from '../../src/training/train.ts';
import { chunkSet, everything, madeUpNetwork, memorySink, settings, split, timeless } from './made-up-training.ts';

interface Outcome {
  result: TrainingResult;
  history: EpochRecord[];
  last: Checkpoint;
  network: object;
}

/** Trains to the end, stopped at each of the batches named (counted over all attempts) and resumed on a new network. */
async function trainInPieces(
  cell: Parameters<typeof madeUpNetwork>[0],
  given: TrainingSettings,
  stopAt: readonly number[],
): Promise<Outcome> {
  const sink = memorySink();
  const stops = new Set(stopAt);
  let batches = 0;
  for (;;) {
    const network = await madeUpNetwork(cell, 4, 1, { noise: given.noise, seed: given.seed });
    const stop = new AbortController();
    const resumeFrom = sink.checkpoints.at(-1);
    sink.epochs.splice(resumeFrom?.epoch ?? 0);
    const result = await train({
      ...{ network, chunkSet, split, settings: given, writer: sink, resumeFrom, signal: stop.signal },
      callbacks: { onBatch: () => stops.has(++batches) && stop.abort() },
    });
    if (result.status === 'complete')
      return { result, history: sink.epochs, last: sink.last(), network: await everything(network) };
  }
}

const recipes: [string, Parameters<typeof madeUpNetwork>[0], object][] = [
  ['the seed recipe', 'rnn', {}],
  ['a GRU on one cycle', 'gru', { schedule: { kind: 'one-cycle' }, sampler: 'chunk-sequence' }],
  ['an LSTM on a cosine, with few checkpoints', 'lstm', { schedule: { kind: 'cosine' }, checkpointEvery: 3 }],
  [
    'plateau and early stopping',
    'rnn',
    { schedule: { kind: 'plateau', patience: 0, threshold: 0.01 }, earlyStopping: { patience: 1, minDelta: 0.01 } },
  ],
  [
    'pairs of chunks and a pooled term, in two directions',
    { cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
    { objective: { pooled: 0.5, contrastive: { weight: 0.1 } } },
  ],
  [
    'a drawn bottleneck and some true words',
    { variational: true, decoderInput: 'words' },
    { objective: { kl: 0.01 }, klWarmupEpochs: 3, teacherForcing: { from: 1, to: 0.2 } },
  ],
  ['chunks moved within their poems', 'gru', { movedChunks: true, objective: { contrastive: { weight: 0.1 } } }],
  ['a transformer', { encoder: 'transformer', pooling: 'mean', hiddenSize: 8 }, {}],
  ['noise', { pooling: 'mean' }, { noise: { gaussian: 0.2, wordDrop: 0.1 } }],
];

describe.each(recipes)('training with %s', (_, cell, change) => {
  const given = settings(change);

  it('stopped and resumed anywhere, any number of times, ends bit for bit as if uninterrupted', async () => {
    const whole = await trainInPieces(cell, given, []);
    const random = createRandom(6);
    const plans = [
      [1],
      [4],
      [5],
      [2, 3, 4, 11],
      ...Array.from({ length: 6 }, () => [1, 2, 3].map((n) => n * 8 - random.integer(8))),
    ];
    for (const stopAt of plans) {
      const pieces = await trainInPieces(cell, given, stopAt);
      expect(timeless(pieces.result)).toEqual(timeless(whole.result));
      expect(pieces.history.map(timeless)).toEqual(whole.history.map(timeless));
      expect(pieces.network).toEqual(whole.network);
      expect(pieces.last.parameters).toEqual(whole.last.parameters);
      expect(pieces.last.optimizer).toEqual(whole.last.optimizer);
      expect(pieces.last.best).toEqual(whole.last.best);
      expect({ ...pieces.last.state, seconds: 0 }).toEqual({ ...whole.last.state, seconds: 0 });
    }
  });
});

it('a checkpoint of a version that knew only the seed’s objective goes on', async () => {
  const given = settings();
  const whole = await trainInPieces('rnn', given, []);
  const sink = memorySink();
  const stop = new AbortController();
  await train({
    ...{ network: await madeUpNetwork(), chunkSet, split, settings: given, writer: sink, signal: stop.signal },
    callbacks: { onBatch: ({ epoch }) => epoch === 4 && stop.abort() },
  });
  const old = structuredClone(sink.last());
  const { settings: known } = old.state as { settings: Record<string, unknown> };
  for (const later of ['objective', 'positive', 'klWarmupEpochs', 'teacherForcing', 'noise', 'initialBias'])
    delete known[later];
  const network = await madeUpNetwork();
  await train({ network, chunkSet, split, settings: given, resumeFrom: old });
  expect(await everything(network)).toEqual(whole.network);
});

describe('stopping', () => {
  it('forgets the epoch begun: the network and the sink have the last whole one', async () => {
    for (const checkpointEvery of [1, 5]) {
      const sink = memorySink();
      const stop = new AbortController();
      const network = await madeUpNetwork();
      const result = await train({
        ...{ network, chunkSet, split, settings: settings({ checkpointEvery }), writer: sink, signal: stop.signal },
        callbacks: { onBatch: ({ epoch, batch }) => epoch === 3 && batch === 2 && stop.abort() },
      });
      expect(result).toMatchObject({ status: 'stopped', epochs: 2, keptEpoch: 2, valLoss: sink.epochs[1]!.valLoss });
      expect(sink.last().epoch).toBe(2);
      expect(await network.parameters()).toEqual(sink.last().parameters);
    }
  });

  it('before the first epoch leaves the initial weights and no losses', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork();
    const initial = await network.parameters();
    const result = await train({
      network,
      chunkSet,
      split,
      settings: settings(),
      writer: sink,
      signal: AbortSignal.abort(),
    });
    expect(result).toMatchObject({
      status: 'stopped',
      epochs: 0,
      bestEpoch: 0,
      keptEpoch: 0,
      trainLoss: null,
      valLoss: null,
    });
    expect(await network.parameters()).toEqual(initial);
    expect(sink.checkpoints).toEqual([]);
  });

  it('takes effect at the next batch after its message has come in, though the engine never waits', async () => {
    const stop = new AbortController();
    let after = 0;
    const training = train({
      ...{ network: await madeUpNetwork(), chunkSet, split, signal: stop.signal },
      settings: settings({ phases: [{ maxTokens: 4, epochs: 1000 }] }),
      callbacks: { onBatch: () => stop.signal.aborted && after++ },
    });
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    stop.abort();
    const result = await training;
    expect(result.status).toBe('stopped');
    expect(result.epochs).toBeLessThan(20);
    expect(after).toBeLessThanOrEqual(1);
  });

  it('in validation forgets the epoch too', async () => {
    const sink = memorySink();
    const stop = new AbortController();
    const network = await madeUpNetwork();
    const evaluate = network.evaluate.bind(network);
    network.evaluate = (batch) => (stop.abort(), evaluate(batch));
    const result = await train({ network, chunkSet, split, settings: settings(), writer: sink, signal: stop.signal });
    expect(result).toMatchObject({ status: 'stopped', epochs: 0 });
    expect(sink.epochs).toEqual([]);
  });
});

describe('resuming', () => {
  it('at the end gives the result again without another epoch', async () => {
    const sink = memorySink();
    const given = settings({ earlyStopping: { patience: 1, minDelta: 1000 } });
    const whole = await train({ network: await madeUpNetwork(), chunkSet, split, settings: given, writer: sink });
    const epochs = sink.epochs.length;
    const network = await madeUpNetwork();
    const again = await train({ network, chunkSet, split, settings: given, writer: sink, resumeFrom: sink.last() });
    expect(again).toEqual(whole);
    expect(sink.epochs).toHaveLength(epochs);
    expect(await network.parameters()).toEqual(sink.last().best);
  });

  it('is refused with other settings, with another network, or from a broken state', async () => {
    const sink = memorySink();
    const one = settings({ phases: [{ maxTokens: 4, epochs: 1 }] });
    const request = { network: await madeUpNetwork(), chunkSet, split, settings: one };
    await train({ ...request, writer: sink });
    const resume = (change: object, checkpoint: Partial<Checkpoint> = {}): Promise<unknown> =>
      train({ ...request, resumeFrom: { ...sink.last(), ...checkpoint }, ...change });
    await expect(resume({ settings: settings() })).rejects.toThrow(
      new UserError('The run was trained with another phases. Resume it with its own settings.'),
    );
    await expect(resume({ network: await madeUpNetwork('gru') })).rejects.toThrow(
      /^The checkpoint does not fit the network: the moments of encoder.rnn.weight_ih_l0 have another shape. Train again.$/,
    );
    await expect(resume({}, { state: { phase: 1 } })).rejects.toThrow(
      new UserError('The checkpoint has no valid "settings". Train again.'),
    );
    const { optimizer } = sink.last();
    await expect(resume({}, { optimizer: { ...optimizer, step: NaN } })).rejects.toThrow('it has no number of steps');
    optimizer.firstMoment.get('decoder.start_token')!.data[0] = NaN;
    await expect(resume({})).rejects.toThrow('the moments of decoder.start_token are not finite');
  });
});
