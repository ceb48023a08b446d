export const reconstructionErrors = ['mse', 'cosine', 'hybrid'] as const;
export type ReconstructionError = (typeof reconstructionErrors)[number];

/** What a training step makes small: a sum of terms. The seed's is the masked mean squared error alone. */
export interface Objective {
  /** `cosine`: 1 - cos(y, x), averaged over tokens; `hybrid`: half of each. */
  reconstruction: ReconstructionError;
  /** Of the reconstruction error, the share that counts all words alike; the rest counts each by its word weight. */
  plainShare: number;
  /** Weight of |mean_t y - mean_t x|² / D, averaged over rows. */
  pooled: number;
  /**
   * Symmetric InfoNCE (van den Oord et al. 2018) between rows of a batch that are each other's pair: cosines of the
   * bottleneck around the batch's mean, over the temperature.
   */
  contrastive: { weight: number; temperature: number };
  /** Weight of the divergence of a variational bottleneck from the standard normal, summed over Z, averaged over rows. */
  kl: number;
}

export const seedObjective: Readonly<Objective> = {
  reconstruction: 'mse',
  plainShare: 1,
  pooled: 0,
  contrastive: { weight: 0, temperature: 0.1 },
  kl: 0,
};

/** What the encoder reads instead of the words, while training (Vincent et al. 2008). */
export interface Noise {
  /** Standard deviation of what is added to each number of a word's vector. */
  gaussian: number;
  /** Probability that a word's vector is zero. */
  wordDrop: number;
}

export const noNoise: Readonly<Noise> = { gaussian: 0, wordDrop: 0 };

/** The terms of an objective in a batch, before their weights. */
export interface LossParts {
  /** The reconstruction error as the objective has it. */
  reconstruction: number;
  /** The masked mean squared error, whatever the objective. */
  plain: number;
  pooled: number;
  contrastive: number;
  kl: number;
}
