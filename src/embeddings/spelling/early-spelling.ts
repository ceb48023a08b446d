/*
 * Words as they were spelled before spelling settled. All words here are in lower case, without accents.
 */

/** What no rule would find. */
const respelled = new Map(
  Object.entries({
    bewtie: 'beauty',
    bloud: 'blood',
    bloudie: 'bloody',
    bloudy: 'bloody',
    chuse: 'choose',
    cloath: 'clothe',
    cloaths: 'clothes',
    despight: 'despite',
    earst: 'once',
    dyde: 'died',
    eyne: 'eyes',
    howre: 'hour',
    howres: 'hours',
    onely: 'only',
    quight: 'quite',
    scarse: 'scarce',
    shew: 'show',
    shews: 'shows',
    shewed: 'showed',
    shewn: 'shown',
    souldier: 'soldier',
    souldiers: 'soldiers',
    spight: 'spite',
    spright: 'spirit',
    sprights: 'spirits',
    stedfast: 'steadfast',
    thrise: 'thrice',
    subtil: 'subtle',
    subtile: 'subtle',
    subtill: 'subtle',
    suddaine: 'sudden',
    suddein: 'sudden',
    suddeine: 'sudden',
    vertue: 'virtue',
    vertues: 'virtues',
    vertuous: 'virtuous',
    wisedome: 'wisdom',
    woful: 'woeful',
    wofull: 'woeful',
    ye: 'you',
  }),
);

/**
 * `where` is what a word must have for the pattern to be tried: `-xy` ends in x or y, `x-` begins with x, `==` has a letter
 * twice in a row, anything else is in it.
 */
type Rule = readonly [where: string, pattern: RegExp, replacement: string];

/** The letters u/v, i/j and w were one each. */
const letterRules: readonly Rule[] = [
  ['vv', /vv/g, 'w'],
  ['v-', /^v(?=[^aeiouy'])/, 'u'],
  ['u', /(?<=[aeiouylrnd])u(?=[aeiouy])/g, 'v'],
  ['i-', /^i(?=[aeou])/, 'j'],
  ['i', /(?<=^(?:ob|sub|re|in|con|en|ad|a|ma|de|pre|un|per|dis|e))i(?=[aeou])/, 'j'],
];

/** One step each towards today's spelling, likeliest first. */
const rules: readonly Rule[] = [
  ['y', /(?<=[a-z])y(?=[^aeiouy])/g, 'i'],
  ['owre', /owre(?=s?$)/, 'ower'],
  // A final e, often after a doubled consonant; -ie for -y.
  ['-e', /([bdgmnprt])\1e$/, '$1'],
  ['-e', /ie$/, 'y'],
  ['-e', /(?<=..)e$/, ''],
  ['-s', /([bdgmnprt])\1es$/, '$1s'],
  ['-s', /(?<=..[^s])es$/, 's'],
  ['==', /(?<=.)([a-z])\1$/, '$1'],
  ['-l', /efull$/, 'ful'],
  ['-k', /ick$/, 'ic'],
  ['-s', /ys$/, 'ies'],
  ['-s', /(?<=[ae])ies$/, 'ys'],
  ['-s', /nes$/, 'ness'],
  ['-y', /ely$/, 'ly'],
  ['-y', /ey$/, 'y'],
  // The old endings of the third person.
  ['-h', /ieth$/, 'ies'],
  ['-h', /(?<=[csvxzghuo])eth$|(?<=[^aeiou][aeiou][dklmnprt])eth$/, 'es'],
  ['-h', /([bdgmnprt])\1eth$/, '$1s'],
  ['-h', /eth$/, 's'],
  ['-h', /eth$/, 'es'],
  // -t and -d for -ed.
  ['-t', /(?<=[aeiou])st$/, 'ssed'],
  ['-t', /(?<=[rn])st$/, 'sed'],
  ['-t', /(?<=[^aeiou][aeiou])([pkg])t$/, '$1$1ed'],
  ['-t', /([pkhxg])t$/, '$1ed'],
  ['-de', /(?<=[^aeiou])de?$/, 'ed'],
  // The old endings of the second person.
  ['-t', /iest$/, 'y'],
  ['-t', /([bdgmnprt])\1est$/, '$1'],
  ['-t', /(?<=ee|oo|[aeo][yw]|[aeiou][dtnlm]|[gr]h?t|ould)st$/, ''],
  ['-t', /(?<=[^aeiou][aeiou][ckmrvz])est$/, 'e'],
  ['-t', /(?<=..)est$/, ''],
  ['-t', /(?<=..)est$/, 'e'],
  // A light e before r, l or n left out.
  ['-gsdy', /(?<=[bcdfgkptv])([rln])(?=ing$|ings$|ed$|y$|ous$)/, 'e$1'],
  ['-en', /lne?$/, 'len'],
  ['-en', /lne?$/, 'llen'],
  // Single sounds.
  ['y-', /^y(?=[^aeiou])/, 'i'],
  ['y', /(?<=[a-z])y(?=[a-z])/g, 'i'],
  ['aun', /aun(?=[cgst])/, 'an'],
  ['our', /our(?=s?$)/, 'or'],
  ['-s', /tious$/, 'cious'],
  ['-e', /ence$/, 'ense'],
  ['e-', /^en/, 'in'],
  ['i-', /^in/, 'en'],
  ['i-', /^im/, 'em'],
  ['ea', /ea/, 'ee'],
  ['ee', /ee/, 'ea'],
  ['ee', /ee/, 'ie'],
  ['oa', /oa/, 'o'],
  ['oo', /oo/, 'o'],
  ['ow', /ow(?=[^aeiou])/, 'ou'],
  ['ph', /ph/, 'f'],
  ['==', /([^aeious])\1(?=[aeiou])/, '$1'],
];

const deepest = 3;
/** More candidates only find words that have nothing to do with the one sought. */
const mostCandidates = 40;

/** Today's spellings of a word as it may have been spelled of old, those with the fewest changes first. */
export function earlySpellings(word: string): string[] {
  const candidates = new Set<string>();
  const listed = respelled.get(word);
  if (listed !== undefined) candidates.add(listed);
  if (word.length < 3 && !/^v[ps]$/.test(word)) return [...candidates];

  // Where a letter rule fits, the word is surely early, so what the other rules make of it unchanged comes last.
  const letters = lettersOfToday(word);
  let layer = letters === word ? [word] : [letters, word];
  if (letters !== word) candidates.add(letters);
  for (let depth = 1; depth <= deepest; depth++) {
    const next: string[] = [];
    for (const from of layer) {
      for (const [where, pattern, replacement] of rulesFor(from)) {
        if (!mayApply(where, from)) continue;
        const to = from.replace(pattern, replacement);
        if (to === from || to.length < 2 || to === word || candidates.has(to)) continue;
        candidates.add(to);
        if (candidates.size >= mostCandidates) return [...candidates];
        next.push(to);
      }
    }
    layer = next;
  }
  if (/[^aeiouy]$/.test(letters)) candidates.add(`${letters}e`);
  return [...candidates];
}

function lettersOfToday(word: string): string {
  let letters = word;
  for (const [where, pattern, replacement] of letterRules) {
    if (mayApply(where, letters)) letters = letters.replace(pattern, replacement);
  }
  return letters;
}

const rulesByEnding = new Map<number, readonly Rule[]>();

/** The rules whose pattern asks for no other last letter than the word's. */
function rulesFor(word: string): readonly Rule[] {
  const last = word.charCodeAt(word.length - 1);
  let some = rulesByEnding.get(last);
  if (!some) {
    some = rules.filter(([where]) => !where.startsWith('-') || where.includes(String.fromCharCode(last)));
    rulesByEnding.set(last, some);
  }
  return some;
}

const hyphen = 0x2d;

function mayApply(where: string, word: string): boolean {
  if (where.charCodeAt(0) === hyphen) return true;
  if (where === '==') return hasDoubledLetter(word);
  if (where.charCodeAt(where.length - 1) === hyphen) return word.charCodeAt(0) === where.charCodeAt(0);
  return word.includes(where);
}

function hasDoubledLetter(word: string): boolean {
  for (let i = 1; i < word.length; i++) if (word.charCodeAt(i) === word.charCodeAt(i - 1)) return true;
  return false;
}
