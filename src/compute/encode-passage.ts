import { createReconstructionTally } from '../analysis/reconstruction-tally.ts';
import { yieldToEvents } from '../analysis/yield-to-events.ts';
import { buildCorpus } from '../corpus/corpus-from-poems.ts';
import { isWord } from '../corpus/special-tokens.ts';
import type { Vocabulary } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import type { EncodedPassage } from '../protocol/passage-messages.ts';
import type { RunSession } from './run-session.ts';

/** A text as a network reads it: a passage, not a poem, so without the marks of a poem's start and end. */
export interface TextTokens {
  vocabulary: Vocabulary;
  ids: Int32Array;
  /** Offsets of the tokens in the text. */
  starts: Int32Array;
  ends: Int32Array;
}

/** Throws a UserError when the text has no word. */
export function tokensOfText(text: string): TextTokens {
  const poem = { file: '', title: '', author: '', text, sourceMap: [[0, 0]] as const };
  const { vocabulary, tokenized } = buildCorpus('', [poem], []);
  const [{ ids, starts, ends }] = tokenized as [(typeof tokenized)[number]];
  if (!ids.some((id) => isWord(vocabulary.tokens[id]!)))
    throw new UserError(`The text "${shortened(text)}" holds no word to look for. Give a line of words.`);
  return { vocabulary, ids: ids.slice(1, -1), starts: starts.slice(1, -1), ends: ends.slice(1, -1) };
}

/**
 * What a run's network makes of a text, which need not be of the corpus. A text of more than one window is read window by
 * window and stands where the mean of their bottleneck vectors stands. A window is read without padding: a line padded
 * to a full window would chiefly resemble other short passages. Throws a UserError when no word of it is known.
 */
export async function encodePassage(session: RunSession, text: string, signal?: AbortSignal): Promise<EncodedPassage> {
  const { vocabulary, ids } = tokensOfText(text);
  const { specification, chunkSettings, vectors } = session.run.config;
  const { dimension } = vectors;
  const words = await session.words.vectorsOf(vocabulary, signal);
  const mean = new Float64Array(specification.bottleneckSize);
  const windows = windowsOf(ids, chunkSettings);
  let [tokens, mse, cosine] = [0, 0, 0];
  for (const window of windows) {
    const lengths = Int32Array.of(window.length);
    const batch = { tokens: window, lengths, rows: 1, steps: window.length };
    const { bottleneck, reconstruction } = await session.reconstructRow(words, batch);
    bottleneck.forEach((x, z) => (mean[z]! += x / windows.length));
    const chunk = { window: window.length, tokens: window, lengths, vectors: words, dimension };
    const tally = createReconstructionTally(chunk);
    tally.add(0, reconstruction, 0);
    tokens += tally.tokens;
    mse += tally.mse() * tally.tokens;
    cosine += tally.cosine() * tally.tokens;
    await yieldToEvents(signal);
  }
  return { vector: [...mean], mse: mse / tokens, cosine: cosine / tokens };
}

/** Windows of a text, cut as the run's chunks are; the last one is as long as what is left. */
export function windowsOf(ids: Int32Array, { window, overlap }: { window: number; overlap: number }): Int32Array[] {
  const windows = [ids.slice(0, window)];
  for (let start = window - overlap; start + overlap < ids.length; start += window - overlap)
    windows.push(ids.slice(start, start + window));
  return windows;
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
