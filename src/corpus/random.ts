/** A seeded source of randomness: everything random in this product comes from one of these. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal, by the Box-Muller transform. */
  normal(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T>(items: T[]): T[];
  /** An independent generator, so that one consumer's draws do not shift another's. */
  fork(label: string): Random;
  /** The whole state, for a checkpoint; `restoreRandom` continues exactly from it. */
  state(): readonly number[];
}

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast and of good quality; 128 bits of state. */
export function createRandom(seed: number): Random {
  let s = seed >>> 0;
  // splitmix32 spreads a small seed over the whole state.
  const next = (): number => {
    s = (s + 0x9e3779b9) >>> 0;
    let t = s ^ (s >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  const random = restoreRandom([next(), next(), next(), 1]);
  for (let i = 0; i < 15; i++) random.uniform();
  return random;
}

/** Continues from `state()`. */
export function restoreRandom(state: readonly number[]): Random {
  if (state.length !== 4) throw new RangeError(`A generator's state is 4 numbers, not ${state.length}.`);
  let [a, b, c, d] = state as [number, number, number, number];
  const next32 = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  const random: Random = {
    uniform: () => next32() / 4294967296,
    normal: () => {
      // 1 - u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      return radius * Math.cos(2 * Math.PI * random.uniform());
    },
    integer: (bound) => Math.floor(random.uniform() * bound),
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        const item = items[i]!;
        items[i] = items[j]!;
        items[j] = item;
      }
      return items;
    },
    fork: (label) => {
      let hash = 0x811c9dc5;
      for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
      return createRandom((next32() ^ hash) >>> 0);
    },
    state: () => [a | 0, b | 0, c | 0, d | 0],
  };
  return random;
}
