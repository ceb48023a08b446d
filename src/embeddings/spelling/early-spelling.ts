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
 * `where` is what a word must have for the pattern to be tried: `-xy` ends in x or y, `~xy` ends in xy, `x-` begins with x,
 * `==` has a letter twice in a row, anything else is in it.
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
  ['~ie', /ie$/, 'y'],
  ['-e', /(?<=..)e$/, ''],
  ['~es', /([bdgmnprt])\1es$/, '$1s'],
  ['~es', /(?<=..[^s])es$/, 's'],
  ['==', /(?<=.)([a-z])\1$/, '$1'],
  ['~efull', /efull$/, 'ful'],
  ['~ick', /ick$/, 'ic'],
  ['~ys', /ys$/, 'ies'],
  ['~ies', /(?<=[ae])ies$/, 'ys'],
  ['~nes', /nes$/, 'ness'],
  ['~ely', /ely$/, 'ly'],
  ['~ey', /ey$/, 'y'],
  // The old endings of the third person.
  ['~ieth', /ieth$/, 'ies'],
  ['~eth', /(?<=[csvxzghuo])eth$|(?<=[^aeiou][aeiou][dklmnprt])eth$/, 'es'],
  ['~eth', /([bdgmnprt])\1eth$/, '$1s'],
  ['~eth', /eth$/, 's'],
  ['~eth', /eth$/, 'es'],
  // -t and -d for -ed.
  ['~st', /(?<=[aeiou])st$/, 'ssed'],
  ['~st', /(?<=[rn])st$/, 'sed'],
  ['-t', /(?<=[^aeiou][aeiou])([pkg])t$/, '$1$1ed'],
  ['-t', /([pkhxg])t$/, '$1ed'],
  ['-de', /(?<=[^aeiou])de?$/, 'ed'],
  // The old endings of the second person.
  ['~iest', /iest$/, 'y'],
  ['~est', /([bdgmnprt])\1est$/, '$1'],
  ['~st', /(?<=ee|oo|[aeo][yw]|[aeiou][dtnlm]|[gr]h?t|ould)st$/, ''],
  ['~est', /(?<=[^aeiou][aeiou][ckmrvz])est$/, 'e'],
  ['~est', /(?<=..)est$/, ''],
  ['~est', /(?<=..)est$/, 'e'],
  // A light e before r, l or n left out.
  ['-gsdy', /(?<=[bcdfgkptv])([rln])(?=ing$|ings$|ed$|y$|ous$)/, 'e$1'],
  ['-en', /lne?$/, 'len'],
  ['-en', /lne?$/, 'llen'],
  // Single sounds.
  ['y-', /^y(?=[^aeiou])/, 'i'],
  ['y', /(?<=[a-z])y(?=[a-z])/g, 'i'],
  ['aun', /aun(?=[cgst])/, 'an'],
  ['our', /our(?=s?$)/, 'or'],
  ['~tious', /tious$/, 'cious'],
  ['~ence', /ence$/, 'ense'],
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
  // Few enough for a list to be searched faster than a set is made.
  const candidates: string[] = [];
  const listed = respelled.get(word);
  if (listed !== undefined) candidates.push(listed);
  if (word.length < 3 && !/^v[ps]$/.test(word)) return candidates;

  // Where a letter rule fits, the word is surely early, so what the other rules make of it unchanged comes last.
  const letters = lettersOfToday(word);
  let layer = letters === word ? [word] : [letters, word];
  if (letters !== word && letters !== listed) candidates.push(letters);
  for (let depth = 1; depth <= deepest; depth++) {
    const next: string[] = [];
    for (const from of layer) {
      const marks = marksOf(from);
      for (const rule of rulesFor(from)) {
        if (!mayApply(rule, from, marks)) continue;
        const to = from.replace(rule.pattern, rule.replacement);
        if (to === from || to.length < 2 || to === word || candidates.includes(to)) continue;
        candidates.push(to);
        if (candidates.length >= mostCandidates) return candidates;
        next.push(to);
      }
    }
    layer = next;
  }
  const ended = `${letters}e`;
  if (/[^aeiouy]$/.test(letters) && !candidates.includes(ended)) candidates.push(ended);
  return candidates;
}

function lettersOfToday(word: string): string {
  let letters = word;
  for (const rule of preparedLetterRules) {
    if (mayApply(rule, letters, marksOf(letters))) letters = letters.replace(rule.pattern, rule.replacement);
  }
  return letters;
}

/** A rule taken apart, so that most words are told by a few comparisons that it is none for them. */
interface PreparedRule {
  /** What of `marksOf` a word must have. */
  marks: number;
  /** The code of the letter that it must begin with; 0 for any. */
  first: number;
  /** The letters that it may end in; '' for any. */
  last: string;
  /** What it must hold, and end in; '' for anything. */
  part: string;
  ending: string;
  pattern: RegExp;
  replacement: string;
}

const letterA = 0x61;
const doubled = 1 << 26;

/** A bit for each letter that a word has, and one for a letter twice in a row. */
function marksOf(word: string): number {
  let marks = 0;
  let before = 0;
  for (let i = 0; i < word.length; i++) {
    const letter = word.charCodeAt(i);
    if (letter === before) marks |= doubled;
    if (letter >= letterA && letter < letterA + 26) marks |= 1 << (letter - letterA);
    before = letter;
  }
  return marks;
}

function prepareRule([where, pattern, replacement]: Rule): PreparedRule {
  const rule = { marks: 0, first: 0, last: '', part: '', ending: '', pattern, replacement };
  if (where === '==') return { ...rule, marks: doubled };
  if (where.startsWith('-')) return { ...rule, last: where.slice(1) };
  if (where.startsWith('~')) return { ...rule, marks: marksOf(where), last: where.at(-1)!, ending: where.slice(1) };
  if (where.endsWith('-')) return { ...rule, first: where.charCodeAt(0) };
  return { ...rule, marks: marksOf(where), part: where.length > 1 ? where : '' };
}

const preparedLetterRules = letterRules.map(prepareRule);
const preparedRules = rules.map(prepareRule);
const rulesByLast = new Map<number, readonly PreparedRule[]>();

/** The rules whose pattern asks for no other last letter than the word's. */
function rulesFor(word: string): readonly PreparedRule[] {
  const last = word.charCodeAt(word.length - 1);
  let some = rulesByLast.get(last);
  if (!some) {
    some = preparedRules.filter((rule) => rule.last === '' || rule.last.includes(String.fromCharCode(last)));
    rulesByLast.set(last, some);
  }
  return some;
}

function mayApply({ marks, first, part, ending }: PreparedRule, word: string, found: number): boolean {
  return (
    (found & marks) === marks &&
    (first === 0 || word.charCodeAt(0) === first) &&
    (part === '' || word.includes(part)) &&
    (ending === '' || word.endsWith(ending))
  );
}
