/**
 * Words from a poem, a file name or an error made safe for a notification, a quick pick or the status bar. Those turn
 * `[label](command:…)` into a link that runs a command and `$(name)` into an icon, and poems are hostile text: an
 * invisible word joiner breaks both forms, control and direction-changing characters become spaces.
 */
export function plainText(text: string, longest = 600): string {
  const oneLine = text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\](?=\()/g, ']\u2060')
    .replace(/\$(?=\()/g, '$\u2060');
  return oneLine.length <= longest ? oneLine : `${oneLine.slice(0, longest - 1)}…`;
}
