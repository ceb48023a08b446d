import type { InspectedToken } from '../protocol/passage-messages.ts';

/** A passage and what came back of it, line beside line. */
export interface DecodedWords {
  original: string;
  decoded: string;
}

/**
 * The words of a passage, and in the same layout the words nearest to their reconstructions. The breaks are the poem's
 * own in both: only words and marks are compared.
 */
export function decodedWords(tokens: readonly InspectedToken[]): DecodedWords {
  const lines = [{ original: [] as string[], decoded: [] as string[] }];
  for (const { kind, token, source, nearest } of tokens) {
    if (kind !== 'structure') {
      lines.at(-1)!.original.push(source);
      lines.at(-1)!.decoded.push(nearest);
    } else if (token === '<LINE_BREAK>') lines.push({ original: [], decoded: [] });
    else if (token === '<STANZA_BREAK>') lines.push({ original: [], decoded: [] }, { original: [], decoded: [] });
  }
  const text = (side: keyof DecodedWords): string => lines.map((line) => line[side].join(' ')).join('\n') + '\n';
  return { original: text('original'), decoded: text('decoded') };
}
