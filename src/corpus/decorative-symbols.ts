import { CLOUD, FIRE, FLOWER, HEART, STAR, TEAR } from './special-tokens.ts';

const families: readonly (readonly [token: string, symbols: string])[] = [
  [HEART, '<3 </3 ❤ ♥ ♡ ❥ ❣ 💓 💔 💕 💖 💗 💘 💙 💚 💛 💜 🖤 🤍 🤎 🧡 💝 💞 💟 🩷 🩵 🩶 ❤‍🔥 ❤‍🩹'],
  [STAR, '★ ☆ ⭐ 🌟 ✨ ✦ ✧ ✩ ✪ ✫ ✬ ✭ ✮ ✯ ✰ ✴ ✵ ✶ ✷ ✸ ✹ ⋆ 💫 🌠'],
  [CLOUD, '☁ ⛅ ⛈ 🌤 🌥 🌦 🌧 🌨 🌩 🌫'],
  [FLOWER, '✿ ❀ ❁ ✾ ❃ ❋ ⚘ ❦ ❧ ☙ 🌸 🌹 🌺 🌻 🌼 🌷 💐 🏵 🥀 💮 🪷 🪻'],
  [TEAR, '💧 😢 😭 🥲 😿'],
  [FIRE, '🔥'],
];

const tokenOfSymbol = new Map(
  families.flatMap(([token, symbols]) => symbols.split(' ').map((symbol) => [symbol, token] as const)),
);

/** The special token of a heart, star, cloud, flower, tear or fire; undefined for anything else. */
export function decorativeToken(symbol: string): string | undefined {
  // Variation selectors choose between a drawn and a coloured form of the same symbol.
  return tokenOfSymbol.get(symbol.replace(/[\ufe0e\ufe0f]/g, ''));
}
