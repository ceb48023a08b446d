import type { Random } from '../../src/corpus/random.ts';

const pieces = [
  ..."Shall I compare thee to a summer's day ? 'tis o'er th' sea-shore don't they'll lov'd U.S.A. 3.14 1,000 9'7 a.b x:y _so_".split(
    ' ',
  ),
  ...'don’t ‘twas’ “hark” — – … -- ... !!! *** () [] {} <HEART> & § \\ / \' " ` ^ ~ # @'.split(' '),
  ...'blessèd ble\u0301sse\u0300d œuvre ﬁre ſoft sum\u00admer naïve Ὀδυσσεύς Пушкин мы שלום العربية हिन्दी 春天来了 ひらがな สวัสดี'.split(
    ' ',
  ),
  ...'♥ ❤️ <3 ✨ ☁️ 🌸 😢 🔥 👩‍❤️‍👨 👍🏽 🇬🇧 1️⃣ (◕‿◕) ¯\\_(ツ)_/¯ ʕ•ᴥ•ʔ ಠ_ಠ ^_^ :-) T_T ┻━┻ ( ͡° ͜ʖ ͡°)'.split(' '),
  ...[
    '\u0301',
    '\u200d',
    '\u200b',
    '\ufeff',
    '\u00a0',
    '\u202f',
    '\ud800',
    '\udc00',
    '\u0000',
    '\u001b',
    '\u2028',
    '\ufffd',
  ],
];
const gaps = ['', '', ' ', ' ', ' ', '\n', '\n  ', '\r\n', '\r', '\n\n', '\n \t\n', '\t', '-', "'", '.', '’'];

/** Verse and what else people paste into files, mixed at random. */
export function madeUpText(random: Random, parts: number): string {
  let text = '';
  for (let i = 0; i < parts; i++) text += pick(random, pieces) + pick(random, gaps);
  return text;
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)]!;
}

/** The text with a few parts cut out, doubled or replaced, so that a parser meets what is nearly right. */
export function mutate(random: Random, text: string, alphabet: string): string {
  let mutated = text;
  for (let edits = 1 + random.integer(4); edits > 0; edits--) {
    const at = random.integer(mutated.length + 1);
    const end = Math.min(mutated.length, at + random.integer(8));
    const inserted = [
      () => '',
      () => alphabet[random.integer(alphabet.length)]!,
      () => mutated.slice(at, end).repeat(2),
      () => mutated.slice(random.integer(mutated.length + 1)).slice(0, 12),
    ];
    mutated = mutated.slice(0, at) + pick(random, inserted)() + mutated.slice(end);
  }
  return mutated;
}
