import { UserError } from './user-error.ts';

/** How poems are cut into chunks; all in tokens. */
export interface ChunkSettings {
  /** Most tokens of a chunk. */
  window: number;
  /** Tokens that a chunk shares with the next one. */
  overlap: number;
  /** No chunk is shorter; a poem that is shorter has none. */
  minimumTokens: number;
  /** How far a chunk's end may move back to end on a stanza or line break; 0 leaves it. */
  endAtBreak: number;
}

/** The seed's settings. */
export const defaultChunkSettings: ChunkSettings = { window: 50, overlap: 10, minimumTokens: 5, endAtBreak: 0 };

/** Throws a UserError that names the first setting out of range. */
export function checkChunkSettings(settings: ChunkSettings): void {
  const { window, overlap } = settings;
  const bounds: readonly (readonly [keyof ChunkSettings, number, number])[] = [
    ['window', 2, 1000],
    ['overlap', 0, window - 1],
    ['minimumTokens', 1, window],
    ['endAtBreak', 0, window - overlap - 1],
  ];
  for (const [name, least, most] of bounds) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < least || value > most)
      throw new UserError(`The setting ${name} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
}
