import type { Objective } from '../../src/model/objective.ts';
import type { ModelSpecification } from '../../src/model/specification.ts';

export const objectives: Record<string, Partial<Objective>> = {
  'words by their weights': { plainShare: 0 },
  'words in part by their weights': { plainShare: 0.3 },
  'the cosine': { reconstruction: 'cosine' },
  'the cosine of words by their weights': { reconstruction: 'cosine', plainShare: 0.2 },
  'squares and cosines': { reconstruction: 'hybrid' },
  'squares and cosines with all terms': {
    ...{ reconstruction: 'hybrid', plainShare: 0.5, pooled: 0.4 },
    contrastive: { weight: 0.1, temperature: 0.3 },
  },
  'the pooled term': { pooled: 2 },
  'the contrastive term': { contrastive: { weight: 0.3, temperature: 0.5 } },
  'all terms': { plainShare: 0.6, pooled: 0.4, contrastive: { weight: 0.1, temperature: 0.3 } },
};
/** Networks whose gradients of each are looked at. */
export const objectiveNetworks: [string, Partial<ModelSpecification>][] = [
  ['the seed’s network', { bottleneckSize: 4 }],
  [
    'a GRU of two directions fed by the latent',
    { cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent', bottleneckSize: 5 },
  ],
];
