import { describe, expect, it, vi } from 'vitest';
import { batchOf } from '../../src/corpus/batches.ts';
import { chunksOf } from '../../src/corpus/split.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { epochRecordShape } from '../../src/runs/epoch-record.ts';
import { wrongField } from '../../src/runs/json-shape.ts';
import { createPause } from '../../src/training/pause.ts';
import { train } from '../../src/training/train.ts';
import { chunkSet, madeUpChunkSet, madeUpNetwork, memorySink, settings, split, timeless } from './made-up-training.ts';
import { hiddenStatistics } from './reference-statistics.ts';

describe('train', () => {
  it('goes through the phases in order and tells of each batch, epoch and checkpoint', async () => {
    const told: string[] = [];
    const sink = memorySink();
    const result = await train({
      network: await madeUpNetwork(),
      chunkSet,
      split,
      settings: settings({
        phases: [
          { maxTokens: 4, epochs: 1, name: 'short' },
          { maxTokens: 12, epochs: 2 },
        ],
      }),
      writer: {
        appendEpoch: (record) => (told.push(`line ${record.epoch}`), sink.appendEpoch(record)),
        writeCheckpoint: (checkpoint) => (
          told.push(`checkpoint ${checkpoint.epoch}`),
          sink.writeCheckpoint(checkpoint)
        ),
      },
      callbacks: {
        onPhase: ({ maxTokens }, phase) => told.push(`phase ${phase} to ${maxTokens}`),
        onBatch: ({ phase, epoch, epochs, batch, batches }) =>
          told.push(`${phase}: ${epoch}/${epochs} ${batch}/${batches}`),
        onEpoch: ({ epoch, phase, phaseName }) => told.push(`epoch ${epoch} of ${phase} ${phaseName}`),
      },
    });
    const epoch = (phase: number, n: number, name: string): string[] => [
      // 17 chunks in batches of 4: the last one joins the batch before it.
      ...[1, 2, 3, 4].map((batch) => `${phase}: ${n}/3 ${batch}/4`),
      `line ${n}`,
      `checkpoint ${n}`,
      `epoch ${n} of ${phase} ${name}`,
    ];
    expect(told).toEqual([
      'phase 1 to 4',
      ...epoch(1, 1, 'short'),
      'phase 2 to 12',
      ...epoch(2, 2, 'Up to 12 tokens'),
      ...epoch(2, 3, 'Up to 12 tokens'),
    ]);
    expect(result).toMatchObject({ status: 'complete', epochs: 3, keptEpoch: 3 });
    expect(sink.epochs.map(({ maxTokens }) => maxTokens)).toEqual([4, 12, 12]);
  });

  it('counts the time of the first weights once, also where it goes on', async () => {
    const given = { chunkSet, split, settings: settings({ phases: [{ maxTokens: 4, epochs: 2 }] }) };
    const sink = memorySink();
    const result = await train({ network: await madeUpNetwork(), ...given, writer: sink, secondsBefore: 1000 });
    expect(result.seconds).toBeGreaterThan(1000);
    expect(result.seconds).toBeLessThan(1900);
    const [resumeFrom] = sink.checkpoints;
    const resumed = await train({ network: await madeUpNetwork(), ...given, resumeFrom, secondsBefore: 1000 });
    expect(resumed.seconds).toBeGreaterThan(1000);
    expect(resumed.seconds).toBeLessThan(1900);
  });

  it('learns, and leaves its inputs as they were', async () => {
    const before = structuredClone({ chunkSet, split });
    const given = settings({ phases: [{ maxTokens: 12, epochs: 30 }] });
    const sink = memorySink();
    await train({ network: await madeUpNetwork(), chunkSet, split, settings: given, writer: sink });
    expect(sink.epochs.at(-1)!.trainLoss).toBeLessThan(0.9 * sink.epochs[0]!.trainLoss);
    expect({ chunkSet, split }).toEqual(before);
    expect(given).toEqual(settings({ phases: [{ maxTokens: 12, epochs: 30 }] }));
  });

  it('gives the same result for the same seed and another for another', async () => {
    const losses = async (seed: number): Promise<object[]> => {
      const sink = memorySink();
      await train({ network: await madeUpNetwork(), chunkSet, split, settings: settings({ seed }), writer: sink });
      return sink.epochs.map(timeless);
    };
    const first = await losses(1);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });

  it.each(['poem-aware', 'chunk-sequence'] as const)(
    'samples chunks %s, of the training poems only',
    async (sampler) => {
      const network = await madeUpNetwork();
      const seen = new Set<number>();
      const trainStep = network.trainStep.bind(network);
      const firstWords = new Map(
        chunkSet.chunks.map(({ index, poem }) => [`${chunkSet.tokens.subarray(index * 12, index * 12 + 12)}`, poem]),
      );
      network.trainStep = (batch, step) => {
        for (let row = 0; row < batch.rows; row++)
          seen.add(firstWords.get(`${batch.tokens.subarray(row * 12, row * 12 + 12)}`)!);
        return trainStep(batch, step);
      };
      await train({
        network,
        chunkSet,
        split,
        settings: settings({ sampler, phases: [{ maxTokens: 12, epochs: 1 }] }),
      });
      expect([...seen].sort()).toEqual(split.train);
    },
  );
});

describe('an epoch’s record', () => {
  it('holds the means over its batches, and the monitors of its last batch', async () => {
    const network = await madeUpNetwork();
    const losses: number[] = [];
    const norms: number[] = [];
    const trainStep = network.trainStep.bind(network);
    network.trainStep = async (batch, step) => {
      const result = await trainStep(batch, step);
      norms.push(result.gradientNorm);
      return result;
    };
    const sink = memorySink();
    const clipNorm = 0.5;
    const one = settings({ phases: [{ maxTokens: 8, epochs: 1 }], clipNorm });
    await train({
      network,
      chunkSet,
      split,
      settings: one,
      writer: sink,
      callbacks: { onBatch: ({ loss }) => losses.push(loss) },
    });
    const record = sink.epochs[0]!;
    expect(wrongField(JSON.parse(JSON.stringify(record)), epochRecordShape)).toBeUndefined();
    expect(record).toMatchObject({ epoch: 1, phase: 1, maxTokens: 8, learningRate: 0.01, batches: 4 });
    expect(record.trainLoss).toBeCloseTo(mean(losses), 12);
    expect(record.gradientNorm.mean).toBeCloseTo(mean(norms), 12);
    expect(record.gradientNorm).toMatchObject({
      max: Math.max(...norms),
      last: norms.at(-1),
      clipped: Math.min(clipNorm, norms.at(-1)!),
    });
    expect(record.gradientNorm.clipped).toBe(clipNorm);
    expect(Math.hypot(...Object.values(record.parameterNorms))).toBeCloseTo(record.gradientNorm.last, 4);
    expect(Object.keys(record.parameterNorms)).toContain('decoder.start_token');
  });

  it('holds the loss on the validation poems at the phase’s length, with running statistics', async () => {
    const network = await madeUpNetwork();
    const sink = memorySink();
    const one = settings({ phases: [{ maxTokens: 8, epochs: 1 }] });
    const result = await train({ network, chunkSet, split, settings: one, writer: sink });
    const validation = chunksOf(chunkSet, split.validation);
    expect(validation).toHaveLength(7);
    const losses = [validation.subarray(0, 4), validation.subarray(4)].map(
      async (chunks) => (await network.evaluate(batchOf(chunkSet, chunks, 8))).loss,
    );
    expect(sink.epochs[0]!.valLoss).toBe(mean(await Promise.all(losses)));
    expect(result).toMatchObject({ valLoss: sink.epochs[0]!.valLoss, trainLoss: sink.epochs[0]!.trainLoss });
  });

  it('has hidden statistics by the formulas of the seed notebook, over valid positions', async () => {
    const network = await madeUpNetwork();
    const batch = batchOf(chunkSet, [0, 5, 9, 14], 12);
    const { encoderHidden, decoderHidden } = await network.reconstruct(batch, true);
    await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
    const statistics = await network.hiddenStatistics();
    for (const [room, states] of [
      ['encoder', encoderHidden],
      ['decoder', decoderHidden],
    ] as const) {
      const expected = hiddenStatistics(states, batch.lengths, 12, 5);
      for (const [name, value] of Object.entries(expected))
        expect(statistics[room][name as keyof typeof expected], `${room} ${name}`).toBeCloseTo(value, 5);
    }
  });
});

describe('a paused training', () => {
  it('waits between two batches, and then goes on as if it had not, its waiting left out of the time', async () => {
    const whole = memorySink();
    await train({ network: await madeUpNetwork(), chunkSet, split, settings: settings(), writer: whole });
    const sink = memorySink();
    const waits: boolean[] = [];
    const pause = createPause((paused) => waits.push(paused));
    let batches = 0;
    const training = train({
      ...{ network: await madeUpNetwork(), chunkSet, split, settings: settings(), writer: sink, pause },
      callbacks: {
        onBatch: ({ epoch, batch }) => {
          batches++;
          if (epoch === 3 && batch === 1) pause.pause();
        },
      },
    });
    await vi.waitFor(() => expect(waits).toEqual([true]));
    const before = batches;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(batches).toBe(before);
    expect(sink.epochs).toHaveLength(2);
    pause.goOn();
    await training;
    expect(waits).toEqual([true, false]);
    expect(pause.waited).toBeGreaterThan(250);
    expect(sink.epochs.map(timeless)).toEqual(whole.epochs.map(timeless));
    expect(sink.epochs[2]!.seconds).toBeLessThan(0.25);
  });

  it('can be stopped, and no epoch is recorded that was not whole', async () => {
    const sink = memorySink();
    const abort = new AbortController();
    const pause = createPause((paused) => paused && setTimeout(() => abort.abort(), 20));
    const result = await train({
      ...{ network: await madeUpNetwork(), chunkSet, split, settings: settings(), writer: sink, pause },
      signal: abort.signal,
      callbacks: { onBatch: ({ epoch }) => epoch === 2 && pause.pause() },
    });
    expect(result).toMatchObject({ status: 'stopped', epochs: 1 });
    expect(sink.epochs).toHaveLength(1);
  });
});

describe('a small corpus', () => {
  it('with fewer chunks than a batch trains with one smaller batch', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork('rnn', 32);
    await train({ network, chunkSet, split, settings: settings({ batchSize: 32 }), writer: sink });
    expect(sink.epochs.every(({ batches }) => batches === 1)).toBe(true);
  });

  it('without validation chunks has no validation loss, and goes by the training loss', async () => {
    const sink = memorySink();
    const result = await train({
      network: await madeUpNetwork(),
      chunkSet,
      split: { train: [0, 1, 2], validation: [], test: [] },
      settings: settings({ earlyStopping: { patience: 5, minDelta: 0 }, schedule: { kind: 'plateau', patience: 0 } }),
      writer: sink,
    });
    expect(sink.epochs.every(({ valLoss }) => valLoss === null)).toBe(true);
    expect(result.valLoss).toBeNull();
    expect(result.bestEpoch).toBe(sink.epochs.slice(4).sort((a, b) => a.trainLoss - b.trainLoss)[0]!.epoch);
  });

  it.each([
    [[], 'There are no chunks to train on, and at least 2 are needed. Add poems to the folder.'],
    [[1], 'There is only one chunk to train on, and at least 2 are needed. Add poems to the folder.'],
  ])('of %j chunks is refused', async (chunks, message) => {
    const network = await madeUpNetwork();
    const tiny = { network, chunkSet: madeUpChunkSet(chunks), split: { train: [0], validation: [], test: [] } };
    await expect(train({ ...tiny, settings: settings() })).rejects.toThrow(new UserError(message));
  });

  it('of one poem of which an epoch may take one chunk is refused', async () => {
    const network = await madeUpNetwork();
    const tiny = { network, chunkSet: madeUpChunkSet([4]), split: { train: [0], validation: [], test: [] } };
    await expect(train({ ...tiny, settings: settings({ maxChunksPerPoem: 1 }) })).rejects.toThrow(
      'Raise maxChunksPerPoem',
    );
  });

  it('whose chunks are shorter than a phase is trained at their length', async () => {
    const sink = memorySink();
    const long = settings({ phases: [{ maxTokens: 50, epochs: 1 }] });
    await train({ network: await madeUpNetwork(), chunkSet, split, settings: long, writer: sink });
    expect(sink.epochs[0]!.maxTokens).toBe(12);
  });
});

describe('a loss that is not finite', () => {
  it('ends training with advice, and no epoch is recorded', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork('rnn', 4, 1e30);
    const error: unknown = await train({ network, chunkSet, split, settings: settings(), writer: sink }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toBe(
      'Training broke off in epoch 1: the loss is no longer a finite number. Train again with a lower learningRate (it was 0.01) or a lower clipNorm (it was 1).',
    );
    expect(sink).toMatchObject({ epochs: [], checkpoints: [] });
  });

  it('leaves the last good epoch in the sink, even one that was not due', async () => {
    const sink = memorySink();
    const network = await madeUpNetwork();
    const parameters = await network.parameters();
    const ruin = (): void => {
      parameters.get('decoder.output_projection.bias')!.data.fill(3e38);
      network.setParameters(parameters);
    };
    const training = train({
      ...{ network, chunkSet, split, settings: settings({ checkpointEvery: 5 }), writer: sink },
      callbacks: { onEpoch: ({ epoch }) => epoch === 3 && ruin() },
    });
    await expect(training).rejects.toThrow('Training broke off in epoch 4');
    expect(sink.checkpoints.map(({ epoch }) => epoch)).toEqual([3]);
    for (const { data } of sink.last().parameters.values()) expect(data.every((x) => Math.abs(x) < 100)).toBe(true);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
