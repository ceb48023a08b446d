/*
 * How apostrophes and clitics stand in English verse. All words here are in lower case with straight apostrophes.
 * Clitics part from their word as in the text that GloVe was trained on (the Penn Treebank's rules); the elisions of
 * verse stay whole.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Words without their beginning: `'tis`, `'twixt`; also clitics printed apart from their word. */
const beheaded = words(
  'tis tisn twas twasn twere tweren twill twould twouldn twouldst twixt gainst mongst mong mid midst neath tween scape scaped gan gins em cause ' +
    'bout bove til till round pon prentice fore larum larums un ud im ome ave ead orse cept fend sdeath sblood zounds ' +
    's t d m n ll re ve',
);

/** Words without their ending: `th'`, `o'`, `thro'`. */
const curtailed = words(
  'th o tho altho thro t i a an wi ha oth ith ath ol fu ca gi awa sel hae mo de wha na roun aroun groun thousan han stan',
);

/** Elisions in lower case only: `I'` is a pronoun before a closing quotation mark. */
const curtailedInLowerCase = words('i a');

/** Words that truly end in -in: no sounded -ing, so an apostrophe after them closes a quotation. */
const truly = words(
  'assassin basin begin berlin bobbin cabin captain chin coffin cousin dolphin dublin gherkin goblin grin gherkin jasmin ' +
    'javelin jerkin kin latin lin margin martin matin maudlin merlin muslin napkin origin penguin pin pippin pumpkin resin ' +
    'robin satin shin sin skin spin thin tin twin urchin violin virgin win within',
);

const auxiliaries = words(
  'do does did is are was were has have had ca wo sha could would should might must need ought dare durs ai may cou wou shou ' +
    "a 'tis 'twas 'twere",
);
const beforeHad = words('i you thou he she it we ye they who that there this what where when why how');
const beforeAre = words('you we ye they who these those there what where how');

/** Whether `word`, which stands after an apostrophe, is one word with it. */
export function isBeheaded(word: string): boolean {
  const end = word.indexOf("'");
  return beheaded.has(end < 0 ? word : word.slice(0, end));
}

/** Whether a word, given as it stands before an apostrophe, is one word with it. */
export function isCurtailed(spelled: string): boolean {
  const part = spelled.slice(Math.max(spelled.lastIndexOf("'"), spelled.lastIndexOf('-')) + 1);
  const word = part.toLowerCase();
  if (curtailed.has(word)) return part === word || !curtailedInLowerCase.has(word);
  return word.length >= 4 && /(?:[^aeiou]|^do|^go|^be|^see)in$/.test(word) && !truly.has(word);
}

/** The length of the clitic that `word` ends in, its apostrophe included (`n't` 3, `'s` 2), or 0. */
export function cliticLength(word: string): number {
  const at = word.lastIndexOf("'");
  const stem = word.slice(word.lastIndexOf('-', at) + 1, Math.max(at, 0));
  if (stem === '' || stem === "'") return 0;
  switch (word.slice(at + 1)) {
    case 's':
      return 2;
    case 'll':
    case 've':
      return 3;
    case 'm':
      return stem === 'i' ? 2 : 0;
    case 'd':
      return beforeHad.has(stem) ? 2 : 0;
    case 're':
      return beforeAre.has(stem) ? 3 : 0;
    case 't':
      return stem.endsWith('n') && auxiliaries.has(stem.slice(0, -1)) ? 3 : 0;
    default:
      return 0;
  }
}
