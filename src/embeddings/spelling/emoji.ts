/** Words for the emoji that poems are likeliest to hold; hearts, stars, clouds, flowers, tears and fire are tokens of their own. */
const families: readonly (readonly [words: string, emoji: string])[] = [
  ['moon', '🌙 🌑 🌒 🌓 🌔 🌕 🌖 🌗 🌘 🌛 🌜 🌚 🌝 ☾ ☽'],
  ['sun', '☀ 🌞 🔆 ☼'],
  ['sunrise', '🌅 🌄'],
  ['sunset', '🌇 🌆'],
  ['night', '🌃 🌌'],
  ['rain', '☔ 🌂 ☂'],
  ['rainbow', '🌈'],
  ['lightning', '⚡'],
  ['snow', '❄ ⛄ ☃'],
  ['wind', '🍃 💨'],
  ['wave sea', '🌊'],
  ['leaves', '🍂 🍁'],
  ['tree', '🌳 🌲 🌴'],
  ['grass', '🌿 🌾 ☘ 🍀'],
  ['seed', '🌱'],
  ['mountain', '⛰ 🏔 🗻'],
  ['earth', '🌍 🌎 🌏'],
  ['bird', '🐦 🐤'],
  ['dove', '🕊'],
  ['butterfly', '🦋'],
  ['bee', '🐝'],
  ['cat', '🐈 🐱'],
  ['dog', '🐕 🐶'],
  ['horse', '🐎 🐴'],
  ['fish', '🐟 🐠'],
  ['smile', '😊 🙂 😀 😃 😄 ☺ ☻'],
  ['laugh', '😂 🤣 😆'],
  ['sad', '😔 😞 ☹ 🙁'],
  ['kiss', '💋 😘 😗'],
  ['pray', '🙏'],
  ['eyes', '👀 👁'],
  ['hand', '✋ 🤚 👋'],
  ['skull', '💀 ☠'],
  ['ghost', '👻'],
  ['angel', '👼 😇'],
  ['music', '🎵 🎶 ♪ ♫ ♩ ♬'],
  ['book', '📖 📚'],
  ['pen', '✒ 🖋 ✍'],
  ['crown', '👑'],
  ['sword', '⚔ 🗡'],
  ['candle', '🕯'],
  ['wine', '🍷'],
  ['peace', '☮'],
];

const wordsOfEmoji = new Map(
  families.flatMap(([words, emoji]) => emoji.split(' ').map((symbol) => [symbol, words.split(' ')] as const)),
);

/** The words whose mean stands for an emoji; undefined for those that have none. */
export function emojiWords(token: string): readonly string[] | undefined {
  // Variation selectors and the modifiers of skin do not change what is shown.
  return wordsOfEmoji.get(token.replace(/[\ufe0e\ufe0f]|[\u{1f3fb}-\u{1f3ff}]/gu, ''));
}
