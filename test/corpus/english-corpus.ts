import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** 1,321 English poems, outside the repository; not on every machine. */
export const englishCorpus = path.resolve(repository, '../shared/corpora/english-poetry');
export const hasEnglishCorpus = existsSync(englishCorpus);
if (!hasEnglishCorpus) console.warn(`Tests on the English corpus are skipped: there is no ${englishCorpus}.`);
