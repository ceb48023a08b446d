/** The characters of bytes 0x80 to 0xFF, a character each. */
const windows1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ' +
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ';
const macRoman =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø' +
  '¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';

/** So many bytes above 0x7F tell the encoding. */
const enoughEvidence = 5000;

/** Decodes bytes that are no UTF-8 as whichever of Windows-1252 and MacRoman reads more like text. */
export function decodeSingleBytes(bytes: Uint8Array): { text: string; encoding: 'windows-1252' | 'macintosh' } {
  const isMac = plausibility(bytes, macRoman) > plausibility(bytes, windows1252);
  const table = isMac ? macRoman : windows1252;
  // Buffer's Latin-1 is quick, and right below 0x80.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return {
    text: text.replace(/[\x80-\xff]/g, (character) => table[character.charCodeAt(0) - 0x80]!),
    encoding: isMac ? 'macintosh' : 'windows-1252',
  };
}

function plausibility(bytes: Uint8Array, table: string): number {
  const at = (index: number): string => {
    const byte = bytes[index];
    return byte === undefined ? ' ' : byte < 0x80 ? String.fromCharCode(byte) : table[byte - 0x80]!;
  };
  let score = 0;
  let seen = 0;
  for (let i = 0; i < bytes.length && seen < enoughEvidence; i++) {
    if (bytes[i]! < 0x80) continue;
    seen++;
    score += likelihood(at(i - 1), at(i), at(i + 1));
  }
  return score;
}

const lower = /\p{Ll}/u;
const upper = /\p{Lu}/u;
const letter = /\p{L}/u;
const common = /[éèêëàâäáãåçñöôóòõüûúùîïíìæœøß]/iu;

/** How well a character fits between its neighbours in a poem, in points. */
function likelihood(before: string, character: string, after: string): number {
  if (/[\x80-\x9f\uf8ff]/.test(character)) return -4;
  if (/[’']/.test(character)) return letter.test(before) ? 2 : 0;
  if (/[“‘„«]/.test(character)) return !letter.test(before) && !/\s/.test(after) ? 2 : -1;
  if (/[”»]/.test(character)) return !/\s/.test(before) ? 2 : -1;
  if (/[–—…•\u00a0£]/.test(character)) return 1;
  if (!letter.test(character)) return letter.test(before) || letter.test(after) ? -2 : 0;
  const familiar = common.test(character) ? 1 : -1;
  if (lower.test(character)) return familiar + (letter.test(before) || lower.test(after) ? 1 : -1);
  // A capital after a small letter is a quotation mark misread.
  if (lower.test(before)) return -3;
  return upper.test(before) || lower.test(after) || upper.test(after) ? familiar : -1;
}
