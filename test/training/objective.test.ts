import { describe, expect, it } from 'vitest';
import { epochRecordShape } from '../../src/runs/epoch-record.ts';
import { wrongField } from '../../src/runs/json-shape.ts';
import { train } from '../../src/training/train.ts';
import { chunkSet, madeUpNetwork, memorySink, settings, split } from './made-up-training.ts';

describe('training with an objective of several terms', () => {
  it('gives every batch pairs and poems, and records the terms and the weighted validation error', async () => {
    const wordWeights = Float32Array.from({ length: 21 }, (_, id) => 1 / (1 + id));
    const network = await madeUpNetwork({ cell: 'gru' }, 4, 1, { wordWeights });
    const trainStep = network.trainStep.bind(network);
    let paired = 0;
    network.trainStep = (batch, step) => {
      expect(batch.groups).toHaveLength(batch.rows);
      batch.pairs!.forEach((pair, row) => {
        if (pair < 0) return;
        paired++;
        expect(batch.groups![pair]).toBe(batch.groups![row]);
      });
      return trainStep(batch, step);
    };
    const sink = memorySink();
    const objective = { plainShare: 0.5, pooled: 0.2, contrastive: { weight: 0.1, temperature: 0.2 } };
    await train({ network, chunkSet, split, settings: settings({ objective }), writer: sink });
    expect(paired).toBeGreaterThan(50);
    for (const record of sink.epochs) {
      expect(wrongField(JSON.parse(JSON.stringify(record)), epochRecordShape)).toBeUndefined();
      expect(record.lossParts!.contrastive).toBeGreaterThan(0);
      expect(record.lossParts!.pooled).toBeGreaterThan(0);
      expect(record.lossParts!.kl).toBe(0);
      expect(record.weightedValLoss).toBeGreaterThan(0);
    }
  });

  it('records neither with the seed’s', async () => {
    const sink = memorySink();
    await train({ network: await madeUpNetwork(), chunkSet, split, settings: settings(), writer: sink });
    expect(sink.epochs[0]).not.toHaveProperty('lossParts');
    expect(sink.epochs[0]).not.toHaveProperty('weightedValLoss');
  });
});

describe('what moves over the epochs', () => {
  it('is the weight of the divergence, up to its own, and the share of true words, from first to last', async () => {
    const network = await madeUpNetwork({ variational: true, decoderInput: 'words' });
    const trainStep = network.trainStep.bind(network);
    const seen: { kl: number; share: number }[] = [];
    network.trainStep = (batch, step) => {
      seen.push({ kl: step.objective!.kl, share: step.teacherForcing! });
      return trainStep(batch, step);
    };
    const sink = memorySink();
    const given = settings({
      phases: [{ maxTokens: 12, epochs: 5 }],
      objective: { kl: 0.4 },
      klWarmupEpochs: 2,
      teacherForcing: { from: 0.8, to: 0 },
    });
    await train({ network, chunkSet, split, settings: given, writer: sink });
    const batches = seen.length / 5;
    expect(seen[0]!.kl).toBe(0);
    expect(seen[batches]!.kl).toBeCloseTo(0.2, 9);
    expect(seen.slice(2 * batches).every(({ kl }) => kl === 0.4)).toBe(true);
    for (let epoch = 0; epoch < 5; epoch++) expect(seen[epoch * batches]!.share).toBeCloseTo(0.8 * (1 - epoch / 4), 9);
    expect(sink.epochs[4]!.lossParts!.kl).toBeGreaterThan(0);
  });
});
