import { trainFolder } from './src/compute/train-folder.ts';
import { englishCorpus } from './test/corpus/english-corpus.ts';
const t = Date.now();
const { run, evaluation } = await trainFolder({ folder: englishCorpus, runsFolder: '/tmp/wtplay/eng', preset: 'gru', epochs: 24, seed: 42, learningRate: 0.003 }, {}, new AbortController().signal);
console.log(run, Date.now() - t, evaluation?.heldOut.varianceExplained);
