/** Marks that stand for one another, the commonest in word vectors last. */
const families: readonly (readonly string[])[] = [
  ['—', '–', '―', '‒', '--', '-'],
  ['...', '…'],
  ['“', '”', '„', '«', '»', '‟', '``', "''", '"'],
  ['‘', '’', '‚', '‹', '›', '`', "'"],
  ['†', '‡', '•', '·', '✝', '*'],
  ['¦', '|'],
  ['¿', '?'],
  ['¡', '!'],
];

/** Other spellings of a mark or of a run of one mark, likeliest first: `—` as `--` or `-`, `***` as `*`. */
export function markSpellings(token: string): string[] {
  const single = [...token];
  const repeated = single.length > 1 && single.every((mark) => mark === single[0]);
  const family = families.find((marks) => marks.includes(token) || (repeated && marks.includes(single[0]!)));
  const spellings: string[] = [];
  if (repeated && single[0] === '.') spellings.push('...', '…');
  else if (repeated && single[0] === '-') spellings.push('--');
  if (repeated) spellings.push(single[0]!);
  if (family) spellings.push(...family.slice().reverse());
  return [...new Set(spellings)].filter((spelling) => spelling !== token);
}
