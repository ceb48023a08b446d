import type { InspectedToken } from '../../src/protocol/passage-messages.ts';

const structure: Record<string, string> = {
  '<LINE_BREAK>': 'line break',
  '<STANZA_BREAK>': 'stanza break',
  '<POEM_START>': 'poem begins',
  '<POEM_END>': 'poem ends',
};

/** A token as a person calls it. */
export function tokenName({ kind, token, source }: InspectedToken): string {
  return kind === 'structure' ? (structure[token] ?? token) : source;
}

/** Whether a word came back as it was; what has no words of its own cannot. */
export function cameBack({ kind, token, nearest }: InspectedToken): boolean {
  return kind !== 'structure' && nearest.toLowerCase() === token.toLowerCase();
}
