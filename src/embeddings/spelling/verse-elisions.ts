/*
 * Words as verse shortens them. All words here are in lower case, without accents, with straight apostrophes.
 */

/** What no rule would find, or would find wrongly. */
const elisions = new Map(
  Object.entries({
    "'bout": 'about',
    "'bove": 'above',
    "'cause": 'because',
    "'d": 'would',
    "'e": 'he',
    "'em": 'them',
    "'er": 'her',
    "'fend": 'defend',
    "'fore": 'before',
    "'gan": 'began',
    "'gins": 'begins',
    "'larum": 'alarm',
    "'ll": 'will',
    "'m": 'am',
    "'n": 'and',
    "'pon": 'upon',
    "'prentice": 'apprentice',
    "'re": 'are',
    "'s": 'is',
    "'scape": 'escape',
    "'scaped": 'escaped',
    "'st": 'is it',
    "'t": 'it',
    "'tis": 'it is',
    "'twas": 'it was',
    "'tween": 'between',
    "'twere": 'it were',
    "'twill": 'it will',
    "'twixt": 'betwixt',
    "'twould": 'it would',
    "'un": 'one',
    "'ud": 'would',
    "'ve": 'have',
    "a'": 'all',
    "agin'": 'against',
    "an'": 'and',
    "cou'd": 'could',
    "d'ye": 'do you',
    "e'e": 'eye',
    "e'en": 'even',
    "e'er": 'ever',
    "e're": 'ever',
    "ev'n": 'even',
    "fro'": 'from',
    "gi'": 'give',
    "ha'": 'have',
    "i'": 'in',
    "i'ld": 'i would',
    "i'le": 'i will',
    "i'th'": 'in the',
    "ith'": 'in the',
    "ma'am": 'madam',
    "mo'": 'more',
    "n't": 'not',
    "ne'er": 'never',
    "ne'r": 'never',
    "ne're": 'never',
    "o'": 'of',
    "o'clock": 'clock',
    "o'er": 'over',
    "o're": 'over',
    "ol'": 'old',
    "oth'": 'of the',
    "pr'ythee": 'prithee',
    "sha'": 'shall',
    "shou'd": 'should',
    "t'": 'to',
    "t'other": 'the other',
    "ta'en": 'taken',
    "th'": 'the',
    "th'art": 'thou art',
    "tho'": 'though',
    "altho'": 'although',
    "thro'": 'through',
    "whil'st": 'whilst',
    "wi'": 'with',
    "wou'd": 'would',
    "y'": 'you',
    "you'l": 'you will',
    "yestere'en": 'yesterday evening',
    thro: 'through',
    altho: 'although',
  }).map(([word, meant]) => [word, meant.split(' ')] as const),
);

const cliticsOfThou = new Map([
  ["'lt", 'will'],
  ["'rt", 'are'],
  ["'dst", 'would'],
  ["'st", 'is'],
]);

/** What an apostrophe inside a word may stand for, likeliest first. */
const lettersLeftOut = ['e', '', 'o', 'i', 'a', 'u', 'ou', 'v', 've', 'ef'];
const beginningsLeftOut = ['be', 'a', '', 'h', 'e', 'un', 'in', 're'];

/** The words that an elided spelling may stand for, likeliest first; each is one word, or several to be averaged. */
export function elisionSpellings(word: string): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const listed = elisions.get(word);
  if (listed) found.push(listed);
  if (!word.includes("'") || !/[a-z]/.test(word)) return found;

  const thou = /^(thou|i|he|she|it|that)('lt|'rt|'dst|'st)$/.exec(word);
  if (thou) found.push([thou[1]!, cliticsOfThou.get(thou[2]!)!]);
  const article = /^(th|t)'(?=[a-z]{2})/.exec(word);
  if (article) found.push([article[1] === 'th' ? 'the' : 'to', word.slice(article[0].length)]);
  const it = /^(is|was|were|be|do|did|does|for|in|on|to|of|by|with|as|if|when|see|give|take|make|let|have|had)'t$/.exec(
    word,
  );
  if (it) found.push([it[1]!, 'it']);
  for (const spelling of singleWords(word)) found.push([spelling]);
  return found;
}

/** The single words that an elided spelling may stand for. */
function singleWords(word: string): string[] {
  const prefixed = /^(over|o'er|o're)(?=.*')|^o'er(?=.)/.exec(word);
  const rest = prefixed && !word.startsWith('over') ? `over${word.slice(prefixed[0].length)}` : word;
  if (!rest.includes("'")) return [rest];
  const ever = /^(.+?)(?:so)?e'e?r$/.exec(rest);
  if (ever) return [rest.replace(/e'e?r$/, 'ever'), `${ever[1]!.replace(/e$/, '')}ever`];

  const found: string[] = [];
  for (const ended of withEnding(rest)) {
    if (ended.startsWith("'"))
      for (const beginning of beginningsLeftOut) found.push(...withLetters(beginning + ended.slice(1)));
    else found.push(...withLetters(ended));
  }
  return [...new Set(found)];
}

/** Undoes the elision at a word's end: `lov'd`, `know'st`, `singin'`. */
function withEnding(word: string): string[] {
  const match = /^(.+)'(d|st|dst|n|t)?$/.exec(word);
  const stem = match?.[1];
  if (stem === undefined) return [word];
  switch (match![2]) {
    case 'd': {
      const regular = `${stem}ed`;
      // `lou'd` is loved: u and v were one letter.
      if (/[aeio]u$/.test(stem)) return [`${stem.slice(0, -1)}ved`, regular];
      return /[^aeiou]y$/.test(stem) ? [`${stem.slice(0, -1)}ied`, regular] : [regular, `${stem}d`];
    }
    case 'st':
      if (/[aeiou][ckmrvz]$/.test(stem) && !/[aeiou]{2}.$/.test(stem)) return [`${stem}e`, stem];
      return [stem, `${stem}e`, stem.replace(/i$/, 'y'), stem.replace(/([^aeiou])\1$/, '$1')];
    case 'dst':
      return [`${stem}ed`, `${stem}d`];
    case 't':
      return [`${stem}ed`, `${stem}t`];
    case 'n':
      return [`${stem}en`, `${stem}n`, word];
    default:
      return stem.endsWith('in') ? [`${stem}g`, stem] : [stem, `${stem}ugh`, `${stem}e`, `${stem}d`];
  }
}

function withLetters(word: string): string[] {
  if (!word.includes("'")) return [word];
  return lettersLeftOut.map((letters) => word.replaceAll("'", letters));
}
