/*
 * English words that stand everywhere and so tell nothing of what a passage is about: articles, pronouns, auxiliaries,
 * prepositions and the like, in the spelling of older verse too. Clitics stand alone, as the tokenizer parts them.
 */
const list =
  'a an the this that these those yon yonder such same other another each every either neither both all any some none no nor not only own ' +
  'i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself ' +
  'they them their theirs themselves thou thee thy thine thyself ye one ones who whom whose which what whoever whatever ' +
  'am is are was were be been being art wast wert do does did done doing dost doth didst has have had having hast hath hadst ' +
  'can could canst couldst may might mayst must shall should shalt shouldst will would wilt wouldst ought let need dare ' +
  'and or but if then else because as until till while whilst when where why how whether though although tho since ere than so ' +
  'at by for with without within about against between among amid into through thro during before after above below to from up down in out on off ' +
  'over under of upon unto toward towards beneath beside beyond behind along across around round near here there hither thither hence thence whence ' +
  'again once ever never still yet now just too very more most less least much many few even also almost already away back ' +
  "o oh ah lo yea nay yes aye s 's t n't nt d 'd ll 'll m 'm re 're ve 've st 'st em 'em tis twas 't ' o' th' i' e'er ne'er o'er e'en " +
  'er neer oer een st nd rd th like said say says saith come came go goes went gone make made take took get got give gave see saw seen know knew ' +
  'thus therefore wherefore cannot every upon two first last long little great good well old new man men day';

/** Whether a word, in lower case, tells nothing of what is told. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

const stopWords: ReadonlySet<string> = new Set(list.split(' '));
